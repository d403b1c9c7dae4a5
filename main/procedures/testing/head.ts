/** What every procedure says besides its steps, in words that say nothing. Tests only. */

/** A text in both languages (flow style). */
export const T = '{ en: Text, de: Text }';

/** The beginning of a procedure file, up to its sources. */
export const headOf = (id: string, { product = 'sps', source = '{ document: tool }' } = {}): string => `
id: ${id}
version: 1
product: ${product}
title: ${T}
objective: ${T}
endState: ${T}
wayOut: { text: ${T}, safeState: ${T} }
sources: [ ${source} ]`;
