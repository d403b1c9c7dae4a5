import { AdvisedError } from '../ports/advised-error.ts';

export type BitlockerErrorCode =
  | 'bitlocker.none' // no BitLocker volume there
  | 'bitlocker.damaged' // no intact copy of the metadata
  | 'bitlocker.truncated' // the image ends before the metadata
  | 'bitlocker.unsupported' // a variant that no public source describes; says nothing about a key
  | 'bitlocker.unreadable' // the file or drive cannot be read
  | 'bitlocker.no-recovery-password' // the volume has no protector that a key could open
  | 'bitlocker.no-windows' // no Windows with PowerShell and BitLocker answers there
  | 'bitlocker.not-elevated' // Windows shows recovery passwords to administrators only
  | 'bitlocker.not-a-key'; // neither a text with a key nor a .BEK

const ADVICE: Readonly<Record<BitlockerErrorCode, string>> = {
  'bitlocker.none': 'Name the whole drive or its image, not a partition without BitLocker.',
  'bitlocker.damaged': 'Make a new image of the drive; all three copies of its metadata have to be damaged for this.',
  'bitlocker.truncated': 'Make a complete image of the drive: this one ends too early.',
  'bitlocker.unsupported':
    'Compare the key with manage-bde on the running Windows instead; this says nothing about the key.',
  'bitlocker.unreadable': 'Check that it is connected and that you may read it (raw drives need administrator rights).',
  'bitlocker.no-recovery-password': 'Add one on the running Windows: manage-bde -protectors -add C: -RecoveryPassword.',
  'bitlocker.no-windows': 'Run manage-bde -protectors -get C: on the Windows itself and paste what it prints.',
  'bitlocker.not-elevated': 'Start Rackhand as administrator, or log in as one over SSH.',
  'bitlocker.not-a-key': 'Name a text file with 48 digits, a .BEK file, or a folder that holds them.',
};

/** Names the image, drive or file; never holds a digit of a key. */
export class BitlockerError extends AdvisedError<BitlockerErrorCode> {
  override readonly name = 'BitlockerError';

  constructor(code: BitlockerErrorCode, message: string, cause?: unknown) {
    super(code, message, ADVICE[code], cause);
  }
}
