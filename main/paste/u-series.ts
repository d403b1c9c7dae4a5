import { MIRROR_STATES } from '../procedures/pastes.ts';
import { amountIn, behind, labelled, only, pageOf, versionIn } from './page.ts';
import type { Read } from './read.ts';

const OFF = 'High Availability Is Off';

/** The mirror state, longest words first: one state begins with another. */
export const readUsHaPage: Read<'us.haPage'> = (text) => {
  const page = pageOf(text);
  const states = [...MIRROR_STATES].sort((a, b) => b.length - a.length);
  const shown = behind(page, 'Mirror State').map((value) => {
    const words = value.toUpperCase();
    return (
      states.find((state) => words === state || words.startsWith(`${state} `) || words.startsWith(`${state}\t`)) ?? null
    );
  });
  const off = page.lines.some((line) => line.toLowerCase().includes(OFF.toLowerCase()));
  const state = only(shown);
  const rate = amountIn(labelledIn(page, 'Historical Sync Rate'), 'MB/min');
  const sizeGb = amountIn(labelledIn(page, 'BeyondInsight Database Size'), 'GB');
  return {
    // A page that says both is none that the appliance shows.
    mirrorState: off ? (state === null ? 'none' : null) : state,
    rate,
    sizeGb,
    estimate: minutesOf(sizeGb, rate),
    heartbeat: labelledIn(page, 'Last Heartbeat')?.slice(0, 100) ?? null,
  };
};

/** Minutes of a synchronisation, rounded up: size by historical rate (003 L1249-1256). Null where nothing was ever synchronised. */
function minutesOf(sizeGb: number | null, rate: number | null): number | null {
  return sizeGb === null || rate === null || rate <= 0 ? null : Math.ceil((sizeGb * 1024) / rate);
}

const VERSION = /^\d+(?:\.\d+){1,5}$/;

/** The whole list as `product version; …`: rows of two cells, or each cell on a line of its own. */
function productsOf(lines: readonly string[]): string | null {
  const cells = lines.flatMap((line) => line.split('\t')).map((cell) => cell.trim());
  const rows = cells.flatMap((cell, index) => {
    const name = cells[index - 1];
    return VERSION.test(cell) && name && !VERSION.test(name) ? [`${name} ${cell}`] : [];
  });
  const text = rows.join('; ');
  // Half a list would pass for all of it.
  return rows.length === 0 || text.length > 1000 ? null : text;
}

/** Versions of the appliance's own software and of BeyondInsight, and the list as a whole. */
export const readVersionList: Read<'us.versionList'> = (text) => {
  const page = pageOf(text);
  return {
    appliance: versionIn(labelled(page, 'U-Series Appliance Software', 'U-Series Appliance', 'Appliance Software')),
    beyondInsight: versionIn(labelled(page, 'BeyondInsight')),
    products: productsOf(page.lines),
  };
};

/** Two settings share a line of that page: the label may stand in the middle of one. */
function labelledIn(page: ReturnType<typeof pageOf>, label: string): string | null {
  const lines = page.lines
    .flatMap((line) => line.split('\t'))
    .flatMap((part) => {
      const at = part.toLowerCase().indexOf(label.toLowerCase());
      return at === -1 ? [part] : [part.slice(0, at), part.slice(at)];
    });
  return labelled({ lines: lines.map((line) => line.trim()).filter((line) => line !== '') }, label);
}
