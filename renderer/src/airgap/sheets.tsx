import type { ReactNode } from 'react';
import type { TripView } from '../../../preload/contract.ts';
import { ClockSheet } from './ClockSheet.tsx';
import type { DeedName } from './deed.ts';
import { HopSheet } from './HopSheet.tsx';
import { ImportSheet } from './ImportSheet.tsx';
import { InstallSheet } from './InstallSheet.tsx';
import { IntakeSheet } from './IntakeSheet.tsx';
import { KeySheet } from './KeySheet.tsx';
import { ListSheet } from './ListSheet.tsx';
import { RequestSheet } from './RequestSheet.tsx';
import { SealSheet } from './SealSheet.tsx';
import { SecondSheet } from './SecondSheet.tsx';
import { StartSheet } from './StartSheet.tsx';
import { StepSheet } from './StepSheet.tsx';
import { SubmitSheet } from './SubmitSheet.tsx';
import { VersionsSheet } from './VersionsSheet.tsx';
import { WindowSheet } from './WindowSheet.tsx';
import { WithSiteVault } from './WithSiteVault.tsx';

/** The sheet that is open over a round trip, and the package it is about. */
export interface Open {
  sheet: DeedName;
  name: string | null;
}
export type Ask = (open: Open) => void;
export interface SheetProps {
  trip: TripView;
  onClose: () => void;
}

/** Sheets whose command reads a secret from the vault or signs with a key in it. */
const locked: readonly DeedName[] = ['key', 'request', 'submit', 'seal', 'reserve', 'hop'];

function sheetOf(props: SheetProps, { sheet, name }: Open): ReactNode {
  switch (sheet) {
    case 'clock':
      return <ClockSheet {...props} />;
    case 'versions':
      return <VersionsSheet {...props} />;
    case 'key':
      return <KeySheet {...props} />;
    case 'request':
      return <RequestSheet {...props} />;
    case 'import':
      return <ImportSheet {...props} />;
    case 'install':
      return name && <InstallSheet {...props} name={name} />;
    case 'backup':
    case 'client-wait':
    case 'close':
      return <StepSheet {...props} step={sheet} />;
    case 'over':
      return <StartSheet deviceId={props.trip.deviceId} onClose={props.onClose} />;
    case 'submit':
      return <SubmitSheet {...props} />;
    case 'list':
      return <ListSheet {...props} />;
    case 'intake':
      return <IntakeSheet {...props} />;
    case 'second':
      return <SecondSheet {...props} />;
    case 'window':
      return <WindowSheet {...props} />;
    case 'seal':
      return <SealSheet {...props} copy="primary" />;
    case 'reserve':
      return <SealSheet {...props} copy="reserve" />;
    case 'hop':
      return <HopSheet {...props} />;
    case 'wait':
      return null;
  }
}

export function OpenSheet({ open, ...props }: SheetProps & { open: Open }) {
  const sheet = sheetOf(props, open);
  return locked.includes(open.sheet) ? <WithSiteVault onClose={props.onClose}>{sheet}</WithSiteVault> : sheet;
}
