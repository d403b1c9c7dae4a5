/**
 * Branches of the procedures that run on models (`on-models.ts`) which no test takes yet. The list may only shrink: one that is
 * taken and stands here fails. Tests only.
 */
export const UNWALKED: readonly string[] = [];
