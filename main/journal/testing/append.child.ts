// Appends entries one by one and says each one aloud once it is accepted: HOME STREAM HOW-MANY.
import { writeSync } from 'node:fs';
import { systemClock } from '../../ports/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { Journal } from '../journal.ts';

const [home = '', stream = '', count = ''] = process.argv.slice(2);
const journal = new Journal(openDatabase(home), systemClock);
for (let n = 1; n <= Number(count); n += 1) {
  const [entry] = journal.append(stream, `process ${process.pid}`, [{ type: 'counted', data: { n } }]);
  // Not through process.stdout, whose writes to a pipe may still be under way when the process is killed.
  writeSync(1, `${entry?.hash}\n`);
}
