import { parse } from './csv.ts';
import { labelled, pageOf, versionIn } from './page.ts';
import type { Read } from './read.ts';

/** Product and base software of /appliance > Status > Basics. */
export const readStatusPage: Read<'rs.statusPage'> = (text) => {
  const page = pageOf(text);
  return {
    product: versionIn(labelled(page, 'Product', 'Site version', 'Product version')),
    base: versionIn(labelled(page, 'Base software', 'Base Software Version', 'Base version')),
    serial: labelled(page, 'Serial number', 'Appliance serial number')?.slice(0, 100) ?? null,
  };
};

const ONLINE = /^(online|connected|yes|true|1|verbunden|ja)$/i;
const OFFLINE = /^(offline|disconnected|not connected|no|false|0|getrennt|nein)$/i;
const STATE = /^(status|online|connected|connection( status)?|verbunden|verbindungsstatus)$/i;

/** Counts of a list of clients. Where a client's state is none of the known words, only the whole is known. */
export const readClientList: Read<'rs.clientList'> = (text) => {
  const [head, ...rows] = parse(text);
  const none = { total: null, online: null, offline: null };
  // One column may be anything that was copied.
  if (!head || head.length < 2) return none;
  const at = head.findIndex((name) => STATE.test(name.trim()));
  if (rows.some((row) => row.length !== head.length)) return none;
  const total = rows.length;
  const states = at === -1 ? [] : rows.map((row) => row[at]?.trim() ?? '');
  if (at === -1 || states.some((state) => !ONLINE.test(state) && !OFFLINE.test(state))) return { ...none, total };
  const online = states.filter((state) => ONLINE.test(state)).length;
  return { total, online, offline: total - online };
};
