import { pageOf } from './page.ts';
import type { Read } from './read.ts';

/** Lines that end in a state of a server. */
const STATE = /(?:^|[\s:])(Running|Down)$/;

/** How many appliances run, by the word at the end of their lines. */
export const readEnterprise: Read<'imp.enterprise'> = (text) => {
  const states = pageOf(text).lines.flatMap((line) => STATE.exec(line)?.[1] ?? []);
  if (states.length === 0) return { appliances: null, running: null, down: null };
  const running = states.filter((state) => state === 'Running').length;
  return { appliances: states.length, running, down: states.length - running };
};

/** Packages by the names of their files. */
export const readPackages: Read<'imp.packages'> = (text) => {
  const names = pageOf(text).lines.flatMap((line) => line.match(/[\w.+-]{1,120}\.ipm\b/gi) ?? []);
  const found = [...new Set(names)];
  return found.length === 0
    ? { count: null, names: null }
    : { count: found.length, names: found.join(', ').slice(0, 1000) };
};
