/** A racadm command as words: how it goes over the wire, and how it may be shown. */
import { RacadmError } from './error.ts';

/** A word of a command; a secret one is sent and never shown. */
export type Word = string | { readonly secret: string };

const PLAIN = /^[A-Za-z0-9_.:/-]+$/;
const PRINTABLE = /^[\x20-\x7e]*$/;
/**
 * Dell's own client wraps a word in quotes and escapes nothing inside, so a quote cannot be sent at all. The others mean
 * something to the shells of some firmware even inside quotes: they would silently set another value.
 */
const UNSENDABLE = /["\\`$]/;

const textOf = (word: Word) => (typeof word === 'string' ? word : word.secret);

/**
 * The command as one line, `racadm` in front.
 * @throws RacadmError `usage` for a word that does not survive the way; never with the word in it
 */
export function commandLine(device: string, words: readonly Word[]): string {
  return ['racadm', ...words.map((word) => quoted(device, textOf(word)))].join(' ');
}

/** The same words for a process of this computer, which gets them one by one. @throws RacadmError `usage` */
export function argumentList(device: string, words: readonly Word[]): string[] {
  return words.map((word) => {
    quoted(device, textOf(word));
    return textOf(word);
  });
}

/** For logs, journals and errors. */
export function shown(words: readonly Word[]): string {
  return ['racadm', ...words.map((word) => (typeof word === 'string' ? word : '********'))].join(' ');
}

/** Text of the device without the secrets that it repeats. */
export function masked(text: string, words: readonly Word[]): string {
  const secrets = words.filter((word) => typeof word !== 'string').map(textOf);
  return secrets
    .filter((secret) => secret.length > 0)
    .reduce((rest, secret) => rest.replaceAll(secret, '********'), text);
}

function quoted(device: string, text: string): string {
  if (!PRINTABLE.test(text)) return refuse(device, 'a value holds a control character or is not plain ASCII');
  if (UNSENDABLE.test(text)) return refuse(device, 'a value holds one of the characters " \\ ` $');
  return PLAIN.test(text) ? text : `"${text}"`;
}

function refuse(device: string, finding: string): never {
  const advice = 'racadm cannot carry it unchanged: choose another value, or set this one in the web interface';
  throw new RacadmError({ code: 'usage', device, finding, advice });
}
