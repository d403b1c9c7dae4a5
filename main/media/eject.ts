import type { Drive } from './drives/drive.ts';
import { listDrives } from './drives/list.ts';
import { encoded } from './drives/windows.ts';
import { MediaError } from './errors.ts';
import { describe, type Medium } from './identity.ts';

const LIMIT = 16 << 10;
const ANSWER_MS = 30_000;
/** A stick that writes what it still holds takes its time. */
const GONE_MS = 20_000;
const LOOK_EVERY_MS = 500;

/**
 * Takes a medium out of use. `gone` only when its disk has left the list of drives: then, and not before, it may be pulled.
 * Without it the medium is unmounted, which the system cannot or will not follow by switching it off.
 * @throws MediaError `busy` when something still uses it
 */
export async function eject({ drive, ports }: Medium, signal?: AbortSignal): Promise<{ gone: boolean }> {
  const { media, clock } = ports;
  const onDisk = async () => (await listDrives(media)).filter(({ disk }) => disk === drive.disk);
  const said: string[] = [];
  const ask = async (program: string, args: readonly string[]) => {
    try {
      const { stderr } = await media.run(program, args, LIMIT, AbortSignal.timeout(ANSWER_MS));
      said.push(stderr.toString('utf8').trim());
    } catch (error) {
      said.push(`${program}: ${(error as Error).message}`);
    }
  };
  // What they say is not believed, only the list of drives is; it is kept for the message.
  for (const [program, args] of commands(media.platform, drive, await onDisk())) await ask(program, args);
  for (const end = clock.monotonic() + GONE_MS; ; await clock.sleep(LOOK_EVERY_MS, signal)) {
    const left = await onDisk();
    if (left.length === 0) return { gone: true };
    if (clock.monotonic() < end) continue;
    const mounted = left.find(({ mount }) => mount !== null);
    if (!mounted) return { gone: false };
    const why = said.filter(Boolean).join('; ').slice(0, 300);
    throw new MediaError('media.busy', `${describe(drive)} is still in use at ${mounted.mount}.${why && ` (${why})`}`);
  }
}

/** Programs that eject, in their order; each volume of the disk is unmounted before it is switched off. */
function commands(platform: NodeJS.Platform, drive: Drive, volumes: readonly Drive[]): [string, readonly string[]][] {
  if (platform === 'darwin') return [['diskutil', ['eject', drive.disk]]];
  if (platform === 'win32')
    return /^[A-Z]:$/.test(drive.path) ? [['powershell.exe', encoded(ejectScript(drive.path))]] : [];
  const mounted = volumes.filter(({ mount }) => mount !== null);
  return [
    ...mounted.map(({ path }): [string, string[]] => ['udisksctl', ['unmount', '-b', path, '--no-user-interaction']]),
    ['udisksctl', ['power-off', '-b', drive.disk, '--no-user-interaction']],
  ];
}

/** Explorer's own verb: it works without administrator rights, and in the background, so its process waits. */
function ejectScript(letter: string): string {
  return `
$shell = New-Object -ComObject Shell.Application
$shell.Namespace(17).ParseName('${letter}').InvokeVerb('Eject')
foreach ($i in 1..20) { Start-Sleep -Milliseconds 500; if (-not (Test-Path '${letter}\\')) { exit 0 } }
exit 1`.trim();
}
