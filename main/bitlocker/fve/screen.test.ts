import { describe, expect, it } from 'vitest';
import { shownOnRecoveryScreen } from './screen.ts';
import type { FveVolume, Protector } from './types.ts';

const day = (n: number) => new Date(Date.UTC(2024, 0, n));
const password = (id: string, made: number | null, saved: number | null, kind = 'recovery-password') =>
  ({
    id,
    kind,
    modified: made === null ? null : day(made),
    backup: saved === null ? null : { first: day(saved), last: day(saved) },
  }) as Protector;
const shown = (...protectors: Protector[]) => shownOnRecoveryScreen({ protectors } as FveVolume);

describe('the key ID on the recovery screen', () => {
  it('is certain where there is one recovery password', () => {
    expect(shown(password('T', 9, 9, 'tpm'), password('A', 1, null))).toEqual({ keyId: 'A', certain: true });
  });
  it('is that of the newest of several that were saved', () => {
    expect(shown(password('A', 1, 1), password('B', 3, 3), password('C', 2, 2))).toEqual({
      keyId: 'B',
      certain: false,
    });
  });
  it('is that of a saved one before that of a newer one that was not', () => {
    expect(shown(password('A', 1, 1), password('B', 5, null))?.keyId).toBe('A');
  });
  it('is that of the newest where none was saved', () => {
    expect(shown(password('A', 1, null), password('B', 5, null))?.keyId).toBe('B');
    expect(shown(password('A', null, null), password('B', 5, null))?.keyId).toBe('B');
  });
  it('is that of the one saved last where no date of making is known', () => {
    expect(shown(password('A', null, 1), password('B', null, 2))?.keyId).toBe('B');
  });
  it('does not exist without recovery passwords', () => {
    expect(shown(password('T', 9, 9, 'tpm'))).toBeNull();
    expect(shown()).toBeNull();
  });
});
