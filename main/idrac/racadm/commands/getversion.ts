import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

/** Null for what is not there or not reported. */
export interface Versions {
  bios: string | null;
  idrac: string | null;
  /** Called USC by the first iDRAC 7. */
  lifecycleController: string | null;
}

/** Leading blanks, empty lines between, `Bios` or `BIOS`: all firmware differs here. */
export const getversion: RacadmRead<Versions> = {
  name: 'getversion',
  words: ['getversion'],
  parse: (text) => {
    const all = new Properties(text);
    const version = (names: string[]) => {
      const value = all.get(names);
      return value !== null && /^[\dA-Z][\w.()-]*$/i.test(value) && value !== 'NA' ? value : null;
    };
    const versions = {
      bios: version(['Bios Version']),
      idrac: version(['iDRAC Version', 'iDRAC6 Version', 'Firmware Version']),
      lifecycleController: version(['Lifecycle Controller Version', 'USC Version']),
    };
    if (versions.bios === null && versions.idrac === null) throw new UnexpectedAnswer('no version is in it');
    return versions;
  },
};
