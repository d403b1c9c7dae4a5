import type { FactValue } from '../../preload/contract.ts';
import type { PASTES, PasteName } from '../procedures/pastes.ts';
import { readEnterprise, readPackages } from './imprivata.ts';
import { readClientList, readStatusPage } from './remote-support.ts';
import { readHaPage, readSpsLog, readVersionDetails } from './sps.ts';
import { readUsHaPage, readVersionList } from './u-series.ts';

/** What a text says, field by field; null where it says nothing, or not clearly. Never throws. */
export type Read<N extends PasteName> = (text: string) => Record<keyof (typeof PASTES)[N], FactValue | null>;

const READERS: { readonly [N in PasteName]: Read<N> } = {
  'sps.versionDetails': readVersionDetails,
  'sps.haPage': readHaPage,
  'sps.log': readSpsLog,
  'rs.statusPage': readStatusPage,
  'rs.clientList': readClientList,
  'us.haPage': readUsHaPage,
  'us.versionList': readVersionList,
  'imp.enterprise': readEnterprise,
  'imp.packages': readPackages,
};

/** Reads a page that was copied as text. */
export const readPaste = (name: PasteName, text: string): Readonly<Record<string, FactValue | null>> =>
  READERS[name](text);
