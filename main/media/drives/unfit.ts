import type { Text } from '../../../preload/contract.ts';
import type { Drive } from './drive.ts';

/** File systems that no one writes to, and locked ones. */
const NEVER_WRITTEN = /^(iso9660|udf|squashfs|erofs|swap|linux_raid_member|lvm2_member|zfs_member)$/i;
const LOCKED = /^(crypto_luks|bitlocker)$/i;

/** Why nothing may be written to a drive, and what helps; null when it may. */
export function unfit(drive: Drive): Text | null {
  const { system, removable, readOnly, mount, fileSystem, freeBytes } = drive;
  if (system === 'volume') {
    return { en: 'The system of this computer lives on it.', de: 'Darauf liegt das System dieses Rechners.' };
  }
  if (system === 'disk') {
    return {
      en: 'It is a part of the disk that the system of this computer lives on.',
      de: 'Es ist ein Teil der Platte, auf der das System dieses Rechners liegt.',
    };
  }
  if (removable === false) {
    return {
      en: 'It is built in and cannot be carried away.',
      de: 'Es ist eingebaut und kann nicht mitgenommen werden.',
    };
  }
  if (fileSystem && LOCKED.test(fileSystem)) {
    return {
      en: 'It is encrypted and locked. Unlock it first.',
      de: 'Es ist verschlüsselt und gesperrt. Erst entsperren.',
    };
  }
  if (fileSystem && NEVER_WRITTEN.test(fileSystem)) {
    return {
      en: `Its file system (${fileSystem}) cannot be written to. Use another drive.`,
      de: `Auf sein Dateisystem (${fileSystem}) kann nicht geschrieben werden. Ein anderes Laufwerk nehmen.`,
    };
  }
  if (mount === null) {
    return fileSystem === null
      ? {
          en: 'It has no file system that this computer can read. Format it as exFAT elsewhere.',
          de: 'Es hat kein Dateisystem, das dieser Rechner lesen kann. Anderswo mit exFAT formatieren.',
        }
      : {
          en: 'It is not mounted. Open it once in the file manager.',
          de: 'Es ist nicht eingehängt. Einmal im Dateimanager öffnen.',
        };
  }
  if (readOnly) {
    return {
      en: 'It is read only. Move the switch on the stick, or check it for errors.',
      de: 'Es ist schreibgeschützt. Den Schalter am Stick umlegen oder es auf Fehler prüfen.',
    };
  }
  if (freeBytes === 0) return { en: 'It is full.', de: 'Es ist voll.' };
  return null;
}
