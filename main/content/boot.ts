import { readFileSync } from 'node:fs';

/**
 * What tells this run of the operating system from the one before, or null where that cannot be told. Within one run the
 * system still has every byte that a killed process wrote; after a power cut only those that were synced.
 */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
