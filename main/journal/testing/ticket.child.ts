// Takes tickets, of which there are LIMIT for all processes together, until there is none left: HOME LIMIT.
import { systemClock } from '../../ports/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { Journal } from '../journal.ts';

const [home = '', limit = ''] = process.argv.slice(2);
const journal = new Journal(openDatabase(home), systemClock);
let taken = 0;
for (;;) {
  const answer = journal.appendIf('desk', `process ${process.pid}`, 0, (entries) =>
    entries.length < Number(limit)
      ? { events: [{ type: 'ticket', data: { number: entries.length + 1 } }] }
      : { refusal: 'sold out' },
  );
  if ('refusal' in answer) break;
  taken += 1;
}
process.stdout.write(`${taken}\n`);
