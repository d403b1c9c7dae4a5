import { type RacadmRead, UnexpectedAnswer } from '../command.ts';

export type DellPower = 'on' | 'off' | 'powering-on' | 'powering-off';

const STATES: Record<string, DellPower> = {
  on: 'on',
  off: 'off',
  'powering on': 'powering-on',
  'powering off': 'powering-off',
};

/** `Server power status: ON`, or the word alone, in the case the firmware likes. */
export const powerstatus: RacadmRead<DellPower> = {
  name: 'serveraction powerstatus',
  words: ['serveraction', 'powerstatus'],
  parse: (text) => {
    const word = /(?:^|:[ \t]*)(powering on|powering off|on|off)\s*$/im.exec(text)?.[1];
    const state = word === undefined ? undefined : STATES[word.toLowerCase()];
    if (state === undefined) throw new UnexpectedAnswer('no power state is in it');
    return state;
  },
};
