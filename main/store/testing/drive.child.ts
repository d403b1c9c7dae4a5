// Takes the run named on its command line, says so, and drives it until it is killed.
import { openDatabase } from '../database.ts';
import { Runs } from '../runs.ts';

const [home = '', run = ''] = process.argv.slice(2);
process.stdout.write(`${new Runs(openDatabase(home)).takeDriver(run)}\n`);
process.stdin.resume();
