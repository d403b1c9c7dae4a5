import { type RacadmRead, UnexpectedAnswer } from '../command.ts';

/** The service tag, or null when none has been written to the board. A banner around it does no harm; two tags do. */
export const getsvctag: RacadmRead<string | null> = {
  name: 'getsvctag',
  words: ['getsvctag'],
  parse: (text) => {
    if (/service tag is not currently populated/i.test(text)) return null;
    const tags = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^[A-Z0-9]{5,7}$/.test(line));
    const [tag] = tags;
    if (tag === undefined || tags.length > 1) throw new UnexpectedAnswer('no service tag stands alone on a line');
    return tag;
  },
};
