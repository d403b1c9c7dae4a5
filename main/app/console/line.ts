import type { BmcOptions } from '../../ipmi/bmc.ts';
import type { SolEvent } from '../../ipmi/sol/console.ts';

/** A serial line to a machine, as the driver offers it; tests bring their own. */
export interface SerialLine {
  open(): Promise<void>;
  write(bytes: Buffer): void;
  flushed(): Promise<void>;
  sendBreak(): void;
  close(): Promise<void>;
}
export type OpenLine = (options: BmcOptions, listener: (event: SolEvent) => void) => SerialLine;
