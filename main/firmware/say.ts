import type { Text } from '../../preload/contract.ts';

/** What stands between a package and a machine. */
export type VerdictCode =
  | 'hash'
  | 'signature'
  | 'signer'
  | 'unproven'
  | 'not-for-idrac'
  | 'wrong-machine'
  | 'machine-unknown'
  | 'wrong-component'
  | 'components-unknown'
  | 'minimum-version'
  | 'step-first'
  | 'step-unproven'
  | 'downgrade'
  | 'installed'
  | 'not-comparable';

type Values = Readonly<Record<string, string>>;
interface Words {
  reason: Text;
  lift: Text;
}
const words = (reasonEn: string, reasonDe: string, liftEn: string, liftDe: string): Words => ({
  reason: { en: reasonEn, de: reasonDe },
  lift: { en: liftEn, de: liftDe },
});

const NOTES_EN = 'Read the release notes of both versions; go on with a reason and a second person.';
const NOTES_DE = 'Lesen Sie die Versionshinweise beider Versionen; weiter geht es mit Begründung und zweiter Person.';

const WORDS: Readonly<Record<VerdictCode, Words>> = {
  hash: words(
    'The file does not have the {algorithm} hash that was stated for it.',
    'Die Datei hat nicht den {algorithm}-Hash, der für sie angegeben ist.',
    'Fetch the file again, and compare the hash with the vendor’s page or catalogue.',
    'Laden Sie die Datei neu, und vergleichen Sie den Hash mit der Seite oder dem Katalog des Herstellers.',
  ),
  signature: words(
    'The signature does not hold ({state}): {detail}.',
    'Die Signatur hält nicht ({state}): {detail}.',
    'Fetch the file again from Dell. An untrusted root can be added to the trusted authorities once its fingerprint is confirmed.',
    'Laden Sie die Datei neu von Dell. Eine nicht vertraute Stammzertifizierungsstelle kann ergänzt werden, wenn ihr Fingerabdruck bestätigt ist.',
  ),
  signer: words(
    'The file is signed by {signer}, not by Dell.',
    'Die Datei ist von {signer} signiert, nicht von Dell.',
    'Use the package from Dell’s own support site.',
    'Verwenden Sie das Paket von Dells eigener Support-Seite.',
  ),
  unproven: words(
    'A bare image carries no signature that could be checked here, and does not say for what it is.',
    'Ein bloßes Abbild trägt keine Signatur, die hier geprüft werden kann, und sagt nicht, wofür es ist.',
    'Use the signed package (_WN64_….EXE), or state the SHA-256 hash from the vendor’s page and go on with a second person.',
    'Verwenden Sie das signierte Paket (_WN64_….EXE), oder geben Sie den SHA-256-Hash der Herstellerseite an und fahren mit einer zweiten Person fort.',
  ),
  'not-for-idrac': words(
    'iDRAC cannot install this file: {what}.',
    'iDRAC kann diese Datei nicht installieren: {what}.',
    'Take the 64-bit Windows package (_WN64_….EXE) of the same release; a driver is run in the operating system itself.',
    'Nehmen Sie das 64-Bit-Windows-Paket (_WN64_….EXE) derselben Version; ein Treiber wird im Betriebssystem selbst ausgeführt.',
  ),
  'wrong-machine': words(
    'The package is for {systems}; this machine is {machine}.',
    'Das Paket ist für {systems}; diese Maschine ist {machine}.',
    'Fetch the package for this machine’s service tag.',
    'Laden Sie das Paket für das Service-Tag dieser Maschine.',
  ),
  'machine-unknown': words(
    'Whether the package is for this machine could not be told from its system ID ({why}).',
    'Ob das Paket für diese Maschine ist, ließ sich nicht an ihrer System-ID erkennen ({why}).',
    'Read the system ID from the iDRAC, or compare the model with the package’s page and go on with a second person.',
    'Lesen Sie die System-ID aus dem iDRAC, oder vergleichen Sie das Modell mit der Seite des Pakets und fahren mit einer zweiten Person fort.',
  ),
  'wrong-component': words(
    'The package updates {components}; the machine’s inventory has none of it.',
    'Das Paket aktualisiert {components}; das Inventar der Maschine enthält nichts davon.',
    'Compare with the firmware inventory; collect it anew (CSIOR, reboot) when hardware was changed.',
    'Vergleichen Sie mit dem Firmware-Inventar; erheben Sie es neu (CSIOR, Neustart), wenn Hardware geändert wurde.',
  ),
  'components-unknown': words(
    'The machine’s firmware inventory was not read, so component and installed version are unknown.',
    'Das Firmware-Inventar der Maschine wurde nicht gelesen; Komponente und installierte Version sind unbekannt.',
    'Read the firmware inventory first.',
    'Lesen Sie zuerst das Firmware-Inventar.',
  ),
  'minimum-version': words(
    'The package demands at least version {minimum}; installed is {installed}.',
    'Das Paket verlangt mindestens Version {minimum}; installiert ist {installed}.',
    'Install {minimum} first.',
    'Installieren Sie zuerst {minimum}.',
  ),
  'step-first': words(
    'From {installed} to {target} there is a step that cannot be left out: {step} ({source}).',
    'Von {installed} nach {target} gibt es einen Zwischenschritt, der nicht entfallen darf: {step} ({source}).',
    'Install {step} first.',
    'Installieren Sie zuerst {step}.',
  ),
  'step-unproven': words(
    'From {installed} to {target}, a step by {step} is advised ({source}).',
    'Von {installed} nach {target} wird ein Zwischenschritt über {step} empfohlen ({source}).',
    `Install {step} first. ${NOTES_EN}`,
    `Installieren Sie zuerst {step}. ${NOTES_DE}`,
  ),
  downgrade: words(
    'Installed is {installed}; {target} would be a step back.',
    'Installiert ist {installed}; {target} wäre ein Rückschritt.',
    NOTES_EN,
    NOTES_DE,
  ),
  installed: words(
    'Version {target} is installed already.',
    'Version {target} ist bereits installiert.',
    'Nothing needs to be done; go on only to repair it.',
    'Es ist nichts zu tun; fahren Sie nur fort, um sie zu reparieren.',
  ),
  'not-comparable': words(
    'The installed version {installed} cannot be compared with {target}.',
    'Die installierte Version {installed} lässt sich nicht mit {target} vergleichen.',
    NOTES_EN,
    NOTES_DE,
  ),
};

/** Reason and lift in both languages, values filled in. */
export function say(code: VerdictCode, values: Values = {}): Words {
  const { reason, lift } = WORDS[code];
  return { reason: fill(reason, values), lift: fill(lift, values) };
}

export function fill({ en, de }: Text, values: Values): Text {
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '?');
  return { en: put(en), de: put(de) };
}
