// Opens the data folder as soon as its standard input says so, and writes one row.
import { once } from 'node:events';
import { openDatabase } from '../database.ts';

const [home = '', name = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const db = openDatabase(home);
db.run('INSERT INTO settings (name, value) VALUES (?, ?)', name, name);
db.close();
process.exit(0);
