/** The page of a practice appliance: as much of the vendor's two consoles as the procedures ask for. Pure. */
import { type ApplianceId, consoleShows, FAULTS, type ImpState, SITE_OF } from './enterprise.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const row = (name: string, value: string): string => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`;
const button = (name: string, value: string, label = value): string =>
  `<button name="${name}" value="${value}">${escaped(label)}</button>`;

/** HTML of the console of an appliance at this moment. */
export function consolePage(state: ImpState, id: ApplianceId, heartbeatUrl: string | null): string {
  const { level, holds, report } = state.appliances[id];
  const faults = FAULTS.map((name) => button('fault', name, `${state.faults.includes(name) ? '✓ ' : ''}${name}`));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${id}</title>
<h1>Imprivata Appliance Console (practice): ${id}</h1>
<table>
${row('Site', SITE_OF[id])}
${row('Hotfix', level)}
${row('Packages: listed', state.listed ?? 'none')}
${row('Packages: on this appliance', holds ? 'yes' : 'no')}
${row('Distribution', state.distribution.name)}
${row('Installation', consoleShows(state))}
${row('Systems > Operations: backup', state.backup.name === 'finished' ? 'SUCCESS' : state.backup.name)}
${row('Audit records of all time', String(state.records))}
${row('Record Maintenance', state.archive.name)}
${row('System > Logs: earlier report', report)}
${row('System > Logs: export', state.logs.name)}
</table>
<form method="post"><label>Heartbeat URL <input name="heartbeat" size="80" value="${escaped(heartbeatUrl ?? '')}"></label>
<button>Save</button></form>
<h2>Behind the scenes</h2>
<form method="post">${faults.join('\n')}</form>
<form method="post">${['level', 'release', 'complete'].map((does) => button('support', does, `support: ${does}`)).join('\n')}</form>
</html>`;
}
