/** Shell scripts for an external indexer host (seed 000 L297-341). Each is one command line for one channel. Pure. */
import { BACKUP_FOLDER, CONFIG_FILES, CONFIG_FOLDER } from './state.ts';

/** Where packages are put; not /tmp, which hosts of that age clean while yum reads. */
const STAGE = '/var/tmp/rackhand';
const HEX = /^[0-9a-f]{64}$/;

/** One word for a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The script as one command line of a login shell. Whoever is not root has to be allowed `sudo` without a password. */
export const commandLine = (script: string, user: string): string =>
  `${user === 'root' ? '' : 'sudo -n '}sh -c ${quoted(script)}`;

/**
 * Copies the two configuration files beside themselves and compares the copies byte by byte. A former copy of other content is
 * kept under the time of its replacement: nothing is ever overwritten.
 */
export const BACKUP = `set -e
umask 077
mkdir -p ${BACKUP_FOLDER}
for file in ${CONFIG_FILES.join(' ')}; do
  from=${CONFIG_FOLDER}/$file
  to=${BACKUP_FOLDER}/$file
  if [ -e "$to" ] && cmp -s "$from" "$to"; then continue; fi
  cp -p "$from" "$to.new"
  cmp "$from" "$to.new"
  if [ -e "$to" ]; then mv "$to" "$to.$(date -u +%Y%m%dT%H%M%SZ)"; fi
  mv "$to.new" "$to"
done
sync`;

/** By the family of the system, as the vendor has it: 6 with `service`, 7 with `systemctl`. */
export const control = (verb: 'stop' | 'start'): string =>
  `if [ -d /run/systemd/system ]; then systemctl ${verb} external-indexer.service; else service external-indexer ${verb}; fi`;

/** The folder a package of this content is put into, and its name there. @throws Error for a name no host takes */
export function placeOf(name: string, sha256: string): { folder: string; name: string } {
  if (!/^[\w.+~-]{1,200}\.rpm$/.test(name) || name.startsWith('-'))
    throw new Error(`not the name of a package: ${name}`);
  if (!HEX.test(sha256)) throw new Error('not a SHA-256');
  return { folder: `${STAGE}/${sha256.slice(0, 16)}`, name };
}

/** Takes the package from standard input. It has its name only when it is complete and the right one. */
export function receive(place: { folder: string; name: string }, sha256: string): string {
  return `set -e
umask 077
mkdir -p ${place.folder}
cat > ${place.folder}/part
[ "$(sha256sum < ${place.folder}/part | cut -d ' ' -f 1)" = ${sha256} ]
mv ${place.folder}/part ${place.folder}/${place.name}`;
}

export const ANOTHER_FILE = 96;
export const NO_MANAGER = 95;

/**
 * `yum upgrade -y` with the very file whose content was checked. It goes on when the connection ends in the middle: a package
 * manager that is killed leaves its database broken. What it said is in `log`.
 */
export function upgrade(place: { folder: string; name: string }, sha256: string): string {
  return `cd ${place.folder} || exit ${ANOTHER_FILE}
[ "$(sha256sum < ${place.name} | cut -d ' ' -f 1)" = ${sha256} ] || exit ${ANOTHER_FILE}
manager=$(command -v yum || command -v dnf) || exit ${NO_MANAGER}
rm -f log ended
nohup sh -c '"$0" upgrade -y "./$1" > log 2>&1; echo $? > ended.new; sync; mv ended.new ended' "$manager" ${place.name} > /dev/null 2>&1 < /dev/null &
wait $!
tail -c 200000 log
exit "$(cat ended)"`;
}
