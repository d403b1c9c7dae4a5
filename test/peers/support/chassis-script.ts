import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Power = 'on' | 'off';

/** What one line of the script's log can be: `set power 1`, `set reset 1`, `set shutdown 1`, `set identify 5 0`, … */
export type ChassisLine = string;

/**
 * The chassis behind ipmi_sim: a shell script that keeps the power state in a file and logs every `set`.
 * It is the referee of the proofs, because it counts what the machine really did, whatever the client believes.
 * Only shell builtins, so that one call costs one fork.
 */
export interface ChassisScript {
  path: string;
  power(): Power;
  setPower(state: Power): void;
  log(): ChassisLine[];
  /** How often one thing was executed since the last `clear`. */
  executions(what: 'reset' | 'shutdown' | 'power' | 'identify'): number;
  clear(): void;
}

export function writeChassisScript(folder: string, initial: Power): ChassisScript {
  const path = join(folder, 'chassis.sh');
  const state = join(folder, 'power');
  const boot = join(folder, 'boot');
  const logFile = join(folder, 'chassis.log');
  const bit = (power: Power) => (power === 'on' ? '1' : '0');
  writeFileSync(state, `${bit(initial)}\n`);
  writeFileSync(boot, 'none\n');
  writeFileSync(logFile, '');
  writeFileSync(
    path,
    `#!/bin/sh
# ipmi_sim calls: get NAME... | set NAME VALUE [NAME VALUE...] | check ...
op=$1; shift
case $op in
get) for name; do case $name in
    power) read -r value < '${state}'; echo "power:$value";;
    boot) read -r value < '${boot}'; echo "boot:$value";;
    *) echo "unknown $name"; exit 1;;
  esac; done;;
set) echo "set $*" >> '${logFile}'
  case $1 in
    power) echo "$2" > '${state}';;
    boot) echo "$2" > '${boot}';;
    shutdown) echo 0 > '${state}';;
  esac;;
esac
exit 0
`,
  );
  chmodSync(path, 0o755);
  const log = () =>
    existsSync(logFile)
      ? readFileSync(logFile, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  return {
    path,
    power: () => (readFileSync(state, 'utf8').trim() === '1' ? 'on' : 'off'),
    setPower: (power) => writeFileSync(state, `${bit(power)}\n`),
    log,
    executions: (what) => log().filter((line) => line.startsWith(`set ${what} `)).length,
    clear: () => writeFileSync(logFile, ''),
  };
}
