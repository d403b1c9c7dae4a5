import type {
  CollectView,
  Device,
  KeySource,
  KeysView,
  ProofProgress,
  ProofView,
  RevealedKey,
  Site,
  StickView,
} from '../../../preload/contract.ts';
import {
  type Register,
  rank,
  retired,
  withKey,
  without,
  withProof,
  withVolumes,
} from '../../bitlocker/register/register.ts';
import { type KeysSummary, summaryOf, viewOf } from '../../bitlocker/register/view.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeysNote } from '../../procedures/events.ts';
import type { KeyRegisters } from '../../store/key-registers.ts';
import type { SecretClipboard } from '../../vault/ports.ts';
import type { Vault } from '../../vault/vault.ts';
import { CommandError } from '../router.ts';
import { Works } from '../works.ts';
import type * as Driver from './driver.ts';
import { KeyBox, keyIds } from './key-box.ts';

export interface KeyServiceParts {
  registers: KeyRegisters;
  vault: Vault;
  clock: Clock;
  /** Into the record of the device. */
  note(note: KeysNote, author: string): void;
  changed(view: KeysView): void;
  progress(progress: ProofProgress): void;
  /** What reads files, drives and Windows; loaded when it is needed. */
  driver(): Promise<typeof Driver>;
  /** Null where a shell cannot promise to clear it. */
  clipboard: SecretClipboard | null;
}
type Place = { site: Site; device: Device };

/** Recovery keys of devices: found, proven against the volumes, kept in the vault, shown for one look. */
export class KeyService {
  readonly #p: KeyServiceParts;
  readonly #works = new Works();

  constructor(parts: KeyServiceParts) {
    this.#p = parts;
  }

  view({ site, device }: Place): KeysView {
    const { registers } = this.#p;
    const place = { siteId: site.id, deviceId: device.id };
    return viewOf(place, registers.get(site.id, device.id), this.#box({ site, device }).refs());
  }

  /** For the probe `bitlocker.keys`. */
  summary(place: Place): KeysSummary {
    return summaryOf(this.view(place));
  }

  async sticks(): Promise<StickView[]> {
    return (await this.#p.driver()).sticks();
  }

  /**
   * Looks for keys and takes them into the vault. @throws VaultError while it is not open; BitlockerError or SshError when
   * the whole look failed (a single file that cannot be read is told in the result)
   */
  async collect(place: Place, origin: Driver.Origin, author: string, signal?: AbortSignal): Promise<CollectView> {
    const box = this.#box(place);
    box.demandOpen();
    const { gather, wipe } = await this.#p.driver();
    const found = await gather(origin, signal);
    const at = this.#now();
    try {
      const files = found.files.map(({ name, sha256, error, keys, withoutDigits }) => {
        const source: KeySource = { kind: found.kind, place: name, sha256, at };
        const taken = keys.map((key) => {
          const { id, letter, badGroups } = key;
          const ref = box.refFor(id, key.secret);
          const known = box.refs().has(ref);
          if (!known) box.put(ref, key.secret);
          this.#change(place, (register) => withKey(register, { ...key, ref }, source));
          return { id, letter, badGroups, known };
        });
        const ids = taken.map(({ id }) => id ?? 'no ID');
        if (taken.length > 0) this.#note(place, { what: 'collected', ids, place: name, ...hashed(sha256) }, author);
        return { name, sha256, keys: taken, withoutDigits, error };
      });
      this.#change(place, (register) => {
        const listed = found.volumes.map((volume) => ({ ...volume, readAt: at }));
        const next = listed.length > 0 ? withVolumes(register, listed) : register;
        return { ...next, onAppliance: next.onAppliance || found.onAppliance };
      });
      return { files, medium: found.medium, keys: this.#changed(place) };
    } finally {
      wipe(found);
    }
  }

  /** Reads the volumes of an image or a drive into the register. @throws BitlockerError */
  async volumes(place: Place, path: string, author: string): Promise<KeysView> {
    const { readVolumes } = await this.#p.driver();
    await using drive = await readVolumes(path, this.#now());
    this.#see(place, drive, author);
    return this.#changed(place);
  }

  /**
   * Tries keys on a drive, and with each that opens all others that the volume then gives away. A suspended volume gives
   * them away without any. @throws BitlockerError, VaultError; the signal's reason when cancelled
   */
  async prove(place: Place, path: string, refs: readonly string[] | null, author: string): Promise<ProofView> {
    const box = this.#box(place);
    box.demandOpen();
    const { readVolumes } = await this.#p.driver();
    return this.#exclusively(place, async (signal) => {
      await using drive = await readVolumes(path, this.#now());
      this.#see(place, drive, author);
      const wanted = this.#register(place).keys.filter(({ ref, dead }) => (refs ? refs.includes(ref) : dead === null));
      const tried: ProofView['tried'] = [];
      const revealed: string[] = [];
      const report = this.#reporter(place);
      let queue = [...wanted.map(({ ref }) => ref)];
      for (const other of await drive.withoutKey()) revealed.push(...this.#keep(place, box, [other], path));
      queue.push(...revealed.filter((ref) => !queue.includes(ref)));
      const all = new Set(queue);
      while (queue.length > 0) {
        const [ref = ''] = queue;
        queue = queue.slice(1);
        const key = this.#register(place).keys.find((one) => one.ref === ref);
        const secret = box.get(ref);
        if (!key || !secret) {
          tried.push({ ref, grade: key?.grade ?? 'malformed', failure: notHere(ref) });
          continue;
        }
        try {
          const result = await drive.try(key, secret, {
            signal,
            onProgress: (share) => report(ref, tried.length, all.size, share),
          });
          this.#conclude(place, ref, result, path, author);
          const more = this.#keep(place, box, result.others, path).filter((other) => !all.has(other));
          for (const other of more) {
            all.add(other);
            queue.push(other);
            revealed.push(other);
          }
          const after = this.#register(place).keys.find((one) => one.ref === ref);
          tried.push({ ref, grade: result.grade ?? after?.grade ?? key.grade, failure: result.failure });
        } finally {
          secret.fill(0);
        }
      }
      return { tried, revealed, keys: this.#changed(place) };
    });
  }

  /** Tries the plausible repairs of a key one by one; the one that opens takes its place. @throws as `prove` */
  async repair(place: Place, path: string, ref: string, author: string): Promise<ProofView> {
    const box = this.#box(place);
    const secret = box.get(ref);
    const key = this.#register(place).keys.find((one) => one.ref === ref);
    if (!secret || !key) throw unknownKey(ref);
    if (rank(key.grade) >= rank('vmk')) {
      secret.fill(0);
      throw new CommandError('key-proven', `${key.id ?? ref} needs no repair: it has opened its volume.`);
    }
    const { readVolumes } = await this.#p.driver();
    try {
      return await this.#exclusively(place, async (signal) => {
        await using drive = await readVolumes(path, this.#now());
        this.#see(place, drive, author);
        const report = this.#reporter(place);
        const found = await drive.repair(key, secret, {
          signal,
          onProgress: (candidate, candidates, share) => report(ref, candidate, candidates, share),
        });
        if (!found) {
          return {
            tried: [{ ref, grade: key.grade, failure: noRepair(key.id ?? ref) }],
            revealed: [],
            keys: this.view(place),
          };
        }
        try {
          box.put(ref, found.secret);
          this.#conclude(place, ref, found.result, path, author);
          this.#note(place, { what: 'repaired', ids: [found.result.protectorId ?? ref], place: path }, author);
          const revealed = this.#keep(place, box, found.result.others, path).filter((other) => other !== ref);
          const tried = [{ ref, grade: found.result.grade ?? key.grade, failure: null }];
          return { tried, revealed, keys: this.#changed(place) };
        } finally {
          found.secret.fill(0);
        }
      });
    } finally {
      secret.fill(0);
    }
  }

  cancel({ site, device }: Place): void {
    this.#works.stop((name) => name === `${site.id}/${device.id}`);
  }

  /** The digits, for one look. The strings cannot be wiped; everything before them is. @throws VaultError */
  async reveal(place: Place, ref: string, author: string): Promise<RevealedKey> {
    const { key, digits } = await this.#digits(place, ref);
    try {
      const { inTheOpen } = await this.#p.driver();
      this.#note(place, { what: 'revealed', ids: [key.id ?? ref], place: 'screen' }, author);
      return { id: key.id ?? ref, letter: key.letter, ...inTheOpen(digits) };
    } finally {
      digits.fill(0);
    }
  }

  async copy(place: Place, ref: string, author: string): Promise<{ clearsAfterS: number }> {
    const { clipboard } = this.#p;
    if (!clipboard) {
      throw new CommandError(
        'no-clipboard',
        'This shell cannot clear the clipboard again, so it does not copy keys.',
        'Read the key out, type it, or print the sheet.',
      );
    }
    const { key, digits } = await this.#digits(place, ref);
    try {
      const { dashed } = await this.#p.driver();
      const text = dashed(digits);
      try {
        this.#note(place, { what: 'copied', ids: [key.id ?? ref], place: 'clipboard' }, author);
        await clipboard.write(text);
        return { clearsAfterS: clipboard.clearsAfterS };
      } finally {
        text.fill(0);
      }
    } finally {
      digits.fill(0);
    }
  }

  /** All living keys in a file that only the passphrase opens (age). @throws VaultError */
  async export(place: Place, passphrase: string, author: string): Promise<{ filename: string; armored: string }> {
    const box = this.#box(place);
    const living = this.#register(place).keys.filter(({ dead }) => dead === null);
    if (living.length === 0) throw new CommandError('no-keys', `${place.device.name}: there is no key to export.`);
    const { exportFile } = await this.#p.driver();
    const armored = await exportFile(place.device, living, (ref) => box.get(ref), passphrase, this.#now());
    const ids = living.map(({ id, ref }) => id ?? ref);
    const filename = `recovery-keys-${place.device.id}-${this.#now().slice(0, 10)}.age`;
    this.#note(place, { what: 'exported', ids, place: filename }, author);
    return { filename, armored };
  }

  /** The volumes of now are gone. What was known stays readable, and counts for nothing. */
  retire(place: Place, reason: string, author: string): KeysView {
    const living = this.#register(place).keys.filter(({ dead }) => dead === null);
    this.#change(place, (register) => retired(register, { at: this.#now(), reason }));
    this.#note(place, { what: 'retired', ids: living.map(({ id, ref }) => id ?? ref), place: reason }, author);
    return this.#changed(place);
  }

  /** @throws CommandError `key-in-use` for a key that a living volume may still need */
  forget(place: Place, ref: string, author: string): KeysView {
    const key = this.view(place).keys.find((one) => one.ref === ref);
    if (!key) throw unknownKey(ref);
    if (key.dead === null && !key.stale && rank(key.grade) > rank('malformed')) {
      throw new CommandError(
        'key-in-use',
        `${place.device.name}: the key ${key.id ?? ref} may still be needed.`,
        'Only dead, stale, malformed and rejected keys can be removed.',
      );
    }
    this.#change(place, (register) => without(register, ref));
    this.#box(place).remove(ref);
    this.#note(place, { what: 'forgotten', ids: [key.id ?? ref], place: key.grade }, author);
    return this.#changed(place);
  }

  /** The keys of a device that is removed, or of all devices of a site, go with it. */
  removeAll(siteId: string, deviceId: string | null): void {
    const { vault, registers } = this.#p;
    for (const id of keyIds(vault, siteId, deviceId)) vault.remove(id);
    registers.remove(siteId, deviceId);
  }

  /** Keys that would be lost with a device or a whole site. */
  living(site: Site, deviceId: string | null): number {
    const devices = site.devices.filter(({ id }) => deviceId === null || id === deviceId);
    const keys = devices.flatMap(({ id }) => this.#p.registers.get(site.id, id).keys);
    return keys.filter(({ dead }) => dead === null).length;
  }

  async #digits(place: Place, ref: string) {
    const key = this.#register(place).keys.find((one) => one.ref === ref);
    const secret = this.#box(place).get(ref);
    if (!key || !secret) throw unknownKey(ref);
    const { digitsOfSecret } = await this.#p.driver();
    const digits = digitsOfSecret(secret);
    if (digits !== secret) secret.fill(0);
    if (digits === null) {
      throw new CommandError(
        'not-digits',
        `${key.id ?? ref} is the key of a .BEK file and has no digits.`,
        'Export it, or use the stick that it came from.',
      );
    }
    return { key, digits };
  }

  /** @throws CommandError where a volume is not readable: a record without it would call the device ready */
  #see(place: Place, drive: Driver.Drive, author: string): void {
    const [failure] = drive.failures;
    if (failure) throw new CommandError(failure.code, failure.message, failure.advice);
    this.#change(place, (register) => withVolumes(register, drive.seen));
    const ids = drive.seen.map(({ id }) => id);
    this.#note(place, { what: 'volumes-read', ids, place: drive.path }, author);
  }

  /** Passwords that a volume gave away, into vault and register; their refs. Wipes them. */
  #keep(place: Place, box: KeyBox, others: readonly Driver.Given[], path: string): string[] {
    return others.map(({ id, secret, letter }) => {
      const ref = box.refFor(id, secret);
      const known = box.refs().has(ref);
      if (!known) box.put(ref, secret);
      secret.fill(0);
      const source: KeySource = { kind: 'volume', place: path, sha256: null, at: this.#now() };
      const found = {
        ref,
        id,
        kind: 'recovery-password' as const,
        letter,
        badGroups: [],
        grade: 'well-formed' as const,
      };
      if (!known) this.#change(place, (register) => withKey(register, found, source));
      return ref;
    });
  }

  #conclude(place: Place, ref: string, result: Driver.Tried, path: string, author: string): void {
    const { grade, volumeId, protectorId, sha256 } = result;
    if (grade === null || (grade !== 'rejected' && volumeId === null)) return;
    const proof = { ref, id: protectorId, volumeId: volumeId ?? '', grade, at: this.#now(), place: path };
    this.#change(place, (register) => withProof(register, proof));
    const what = grade === 'rejected' ? 'rejected' : 'proven';
    this.#note(place, { what, ids: [protectorId ?? ref], grade, place: path, ...hashed(sha256) }, author);
  }

  /** One proof at a time for a device. */
  #exclusively<T>({ site, device }: Place, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const message = `${device.name}: keys are being proven already.`;
    const busy = new CommandError('keys-busy', message, 'Wait for it, or stop it.');
    return this.#works.run(`${site.id}/${device.id}`, busy, work);
  }

  #reporter({ site, device }: Place) {
    const place = { siteId: site.id, deviceId: device.id };
    return (ref: string, candidate: number, candidates: number, share: number) =>
      this.#p.progress({ ...place, ref, candidate, candidates, share });
  }

  #box({ site, device }: Place): KeyBox {
    return new KeyBox(this.#p.vault, site.id, device.id);
  }

  #register({ site, device }: Place): Register {
    return this.#p.registers.get(site.id, device.id);
  }

  #change({ site, device }: Place, change: (register: Register) => Register): void {
    this.#p.registers.update(site.id, device.id, change);
  }

  #changed(place: Place): KeysView {
    const view = this.view(place);
    this.#p.changed(view);
    return view;
  }

  #note({ site, device }: Place, note: Omit<KeysNote, 'siteId' | 'deviceId' | 'serial'>, author: string): void {
    this.#p.note({ ...note, siteId: site.id, deviceId: device.id, serial: device.serial }, author);
  }

  #now(): string {
    return new Date(this.#p.clock.now()).toISOString();
  }
}

/** The journal takes no member without a value. */
const hashed = (sha256: string | null) => (sha256 === null ? {} : { sha256 });
const unknownKey = (ref: string) =>
  new CommandError('not-found', `There is no key ${ref}.`, 'Look at the list of keys: they go by their ID.');
const notHere = (ref: string) => unknownKey(ref).toFailure();
const noRepair = (id: string) => ({
  code: 'bitlocker.no-repair',
  message: `None of the plausible repairs of ${id} opens the volume.`,
  advice: 'Go back to the original and read it again, group by group.',
});
