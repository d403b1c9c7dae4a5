import type { Device, KeysView, KeyView, Site } from '../../../preload/contract.ts';
import { AloudSheet } from './AloudSheet.tsx';
import { CollectSheet, type From } from './CollectSheet.tsx';
import { type Deed, DriveSheet } from './DriveSheet.tsx';
import { ForgetSheet, RetireSheet } from './EndSheets.tsx';
import { ExportSheet } from './ExportSheet.tsx';
import { PrintSheet } from './PrintSheet.tsx';
import { WithVault } from './WithVault.tsx';

/** The sheet that is open over the keys of a device. */
export type Open =
  | { sheet: 'vault' }
  | { sheet: 'collect'; from: From }
  | { sheet: 'drive'; mode: Deed }
  | { sheet: 'aloud'; key: KeyView }
  | { sheet: 'print' }
  | { sheet: 'export' }
  | { sheet: 'retire' }
  | { sheet: 'forget'; key: KeyView };
export type Ask = (open: Open) => void;

export interface SheetProps {
  site: Site;
  device: Device;
  view: KeysView;
  /** Drive or image that was named last, so that it is typed once. */
  path: string;
  onPath: (path: string) => void;
  onView: (view: KeysView) => void;
  onClose: () => void;
}

type Inside = Exclude<Open, { sheet: 'vault' }>;
function Inner({ open, ...rest }: SheetProps & { open: Inside }) {
  switch (open.sheet) {
    case 'collect':
      return <CollectSheet {...rest} from={open.from} />;
    case 'drive':
      return <DriveSheet {...rest} deed={open.mode} />;
    case 'aloud':
      return <AloudSheet {...rest} spoken={open.key} />;
    case 'print':
      return <PrintSheet {...rest} />;
    case 'export':
      return <ExportSheet {...rest} />;
    case 'retire':
      return <RetireSheet {...rest} />;
    case 'forget':
      return <ForgetSheet {...rest} forgotten={open.key} />;
  }
}

/**
 * Every sheet works on the open vault; while it is locked, its own sheet comes first. Reading aloud only covers its digits
 * when the vault locks: somebody is on the phone, and starting again at the first group would not help them.
 */
export function OpenSheet(props: SheetProps & { open: Inside }) {
  if (props.open.sheet === 'aloud') return <Inner {...props} />;
  return (
    <WithVault siteId={props.site.id} onClose={props.onClose}>
      <Inner {...props} />
    </WithVault>
  );
}
