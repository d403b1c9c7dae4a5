/** Packages that can be downloaded once only: resumed after any cut, never asked for again once they are whole. media.md §5 */
import type { Clock } from '../ports/clock.ts';
import { Deadline } from '../ports/deadline.ts';
import type { Arrival, Wanted } from './arrival.ts';
import { type Answer, addressOf, Cut, get, type Trust } from './client.ts';
import { sizeOf, using, writeAll } from './durable.ts';
import { ContentError } from './error.ts';
import type { HttpsOrigin, Receipt } from './records.ts';
import { keptHeaders, type Meaning, meaningOf, withoutSecrets } from './reply.ts';
import { type ContentStore, demandRoom } from './store.ts';
import type { TakeOptions } from './take.ts';

export interface DownloadOptions extends TakeOptions {
  trust?: Trust;
  /** Bytes between two points from which a killed download goes on; 64 MiB if not given. */
  checkpoint?: number;
  /** Milliseconds without a byte after which a connection counts as cut; 60 seconds if not given. */
  idleMs?: number;
  /** Connections in a row that bring nothing; 8 if not given. */
  tries?: number;
}

const CHECKPOINT = 64 << 20;
const IDLE_MS = 60_000;
const TRIES = 8;
/** Connections of one download in all: a server that gives a byte at a time must not keep us for ever. */
const MOST_CONNECTIONS = 10_000;
const MOST_REDIRECTS = 5;
/** Times that a download begins anew in one call: each leaves a part in the quarantine. */
const MOST_GENERATIONS = 8;
/** Of a body whose length nobody has announced, in bytes. */
const MOST_UNANNOUNCED = 16 * 2 ** 30;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Loads a package over HTTPS into the store. What was received stays through cuts, kills and power cuts; what was finished
 * but not yet put in its place is put there without asking the server.
 * @throws ContentError; the signal's reason when that was aborted. Everything received is kept, and the next call goes on
 */
export async function download(
  store: ContentStore,
  wanted: Wanted,
  url: string,
  options: DownloadOptions = {},
): Promise<Receipt> {
  const address = addressOf(url);
  return store.arrive(wanted, blank(withoutSecrets(address)), async (arrival) => {
    const { origin } = arrival.journal;
    if (origin.kind !== 'https') {
      await arrival.newGeneration('replaced');
      await arrival.save({ origin: blank(withoutSecrets(address)) });
    }
    await new Download(store, arrival, address, options).receive();
    options.onProgress?.({ phase: 'checking', doneBytes: 0, totalBytes: arrival.journal.size });
    return arrival.settle(null, options.signal);
  });
}

const blank = (url: string): HttpsOrigin => ({
  kind: 'https',
  url,
  finalUrl: null,
  status: null,
  headers: {},
  tlsFingerprint: null,
  attempts: [],
});

class Download {
  readonly #store: ContentStore;
  readonly #arrival: Arrival;
  readonly #address: URL;
  readonly #options: DownloadOptions;
  readonly #clock: Clock;

  constructor(store: ContentStore, arrival: Arrival, address: URL, options: DownloadOptions) {
    this.#store = store;
    this.#arrival = arrival;
    this.#address = address;
    this.#options = options;
    this.#clock = store.ports.clock;
  }

  /** Until the part is whole and synced. */
  async receive(): Promise<void> {
    const { signal, tries = TRIES } = this.#options;
    await this.#trustPart(signal);
    const { entry, generation } = this.#arrival.journal;
    const expected = (entry.sizeBytes ?? 0) - this.#arrival.journal.durable;
    // Before the link is asked: the first byte may use it up.
    await this.#room(2 * expected);
    let fruitless = 0;
    for (let n = 0; n < MOST_CONNECTIONS; n += 1) {
      signal?.throwIfAborted();
      const { durable, size } = this.#arrival.journal;
      if (size !== null && durable === size) return;
      if (this.#arrival.journal.generation - generation > MOST_GENERATIONS) break;
      try {
        if (await this.#once()) return;
        fruitless = 0;
      } catch (error) {
        if (!(error instanceof Cut)) throw error;
        fruitless = this.#arrival.journal.durable > durable ? 0 : fruitless + 1;
        if (fruitless >= tries) throw this.#gaveUp(error);
        await this.#clock.sleep(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** fruitless), signal);
      }
    }
    throw this.#gaveUp();
  }

  /** How much of a part that was left over is there for sure. Nothing beyond the journal's word, nothing less. */
  async #trustPart(signal?: AbortSignal): Promise<void> {
    const { files, reader, boot } = this.#store.ports;
    const { durable, size, entry, ...journal } = this.#arrival.journal;
    const there = (await sizeOf(files, this.#arrival.part)) ?? 0;
    if (there < durable) await this.#arrival.newGeneration('shortened');
    if (there <= durable || (size !== null && there > size)) return;
    const sameBoot = boot !== null && journal.boot === boot;
    const isIt = async () =>
      there === size && (await reader.hash(this.#arrival.part, signal)).sha256 === entry.vendorSha256;
    if (!sameBoot && !(await isIt())) return;
    await using(files, this.#arrival.part, 'r+', (part) => part.sync());
    await this.#promise(there);
  }

  #room(bytes: number): Promise<void> {
    return demandRoom(this.#store.ports, this.#store.layout.root, this.#arrival.name, Math.max(0, bytes));
  }

  /** One connection. True when the part is whole now; false when it is worth asking again at once. */
  async #once(): Promise<boolean> {
    const { journal } = this.#arrival;
    // Without a validator the rest might be that of another version (RFC 9110 §13.1.5).
    if (journal.durable > 0 && journal.validator === null) await this.#arrival.newGeneration('unresumable');
    const { durable: from, validator, size } = this.#arrival.journal;
    const range = from > 0 && validator !== null ? { range: `bytes=${from}-`, 'if-range': validator } : {};
    const late = () => new Cut('nothing came any more');
    const deadline = new Deadline(this.#clock, this.#options.idleMs ?? IDLE_MS, this.#options.signal, late);
    try {
      const { answer, address } = await this.#ask(range, deadline);
      try {
        const meaning = meaningOf(answer.status, answer.headers, { from, size, validator });
        return await this.#act(meaning, answer, address, deadline);
      } finally {
        answer.close();
      }
    } finally {
      deadline.stop();
    }
  }

  async #ask(range: Record<string, string>, deadline: Deadline): Promise<{ answer: Answer; address: URL }> {
    let address = this.#address;
    for (let n = 0; n <= MOST_REDIRECTS; n += 1) {
      const { trust = {} } = this.#options;
      // A pin is one server's: whoever it sends us to has to prove who he is by himself.
      const own = address.origin === this.#address.origin ? trust : { ...trust, pin: null };
      const answer = await get(address, range, { clock: this.#clock, trust: own, signal: deadline.signal });
      deadline.extend();
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return { answer, address };
      answer.close();
      address = addressOf(location, address);
    }
    throw new ContentError('content.redirects', `${this.#arrival.name}: the server redirects over and over.`);
  }

  async #act(meaning: Meaning, answer: Answer, address: URL, deadline: Deadline): Promise<boolean> {
    const { name, journal } = this.#arrival;
    switch (meaning.kind) {
      case 'complete':
        await this.#arrival.save({ size: journal.durable });
        return true;
      case 'other-version':
        await this.#arrival.newGeneration('other-version');
        return false;
      case 'gone':
      case 'unusable': {
        const code = meaning.kind === 'gone' ? 'content.gone' : 'content.reply';
        throw new ContentError(code, `${name}: ${meaning.finding}; ${journal.durable} bytes are kept.`);
      }
      case 'later':
      case 'redirect':
        throw new Cut(meaning.kind === 'later' ? meaning.finding : 'redirected');
      case 'anew':
        await this.#arrival.newGeneration('other-version');
        break;
    }
    await this.#describe(meaning, answer, address);
    await this.#body(answer, deadline);
    return true;
  }

  /** What the server said goes into the journal before the first byte of its body goes into the part. */
  async #describe(meaning: Meaning & { kind: 'anew' | 'goes-on' }, answer: Answer, address: URL): Promise<void> {
    const { origin, durable } = this.#arrival.journal;
    const earlier = origin.kind === 'https' ? origin.attempts : [];
    const at = new Date(this.#clock.now()).toISOString();
    const missing = (meaning.size ?? this.#arrival.journal.entry.sizeBytes ?? 0) - durable;
    await this.#arrival.save({
      size: meaning.size,
      boot: this.#store.ports.boot,
      ...(meaning.kind === 'anew' ? { validator: meaning.validator } : {}),
      origin: {
        kind: 'https',
        url: withoutSecrets(this.#address),
        finalUrl: withoutSecrets(address),
        status: answer.status,
        headers: keptHeaders(answer.headers),
        tlsFingerprint: answer.fingerprint,
        attempts: [...earlier, { at, from: durable, to: durable, status: answer.status }].slice(-100),
      },
    });
    await this.#room(missing);
  }

  async #body(answer: Answer, deadline: Deadline): Promise<void> {
    const { files } = this.#store.ports;
    const { durable: from, size, entry } = this.#arrival.journal;
    const most = size ?? entry.sizeBytes ?? MOST_UNANNOUNCED;
    const end = await using(files, this.#arrival.part, from > 0 ? 'r+' : 'w', async (part) => {
      // Beyond the last sync nothing is believed: not after a kill, and least of all after a sync that failed.
      if (from > 0) await part.truncate(from);
      let [at, mark] = [from, from];
      const sync = async () => {
        await part.datasync();
        mark = at;
        await this.#promise(at);
      };
      for (;;) {
        const next = await received(answer.body, deadline).catch(async (error: unknown) => {
          if (at > mark) await sync();
          throw error;
        });
        if (next === null) break;
        if (at + next.length > most) throw this.#endless(most);
        await writeAll(part, next, at);
        at += next.length;
        deadline.extend();
        this.#options.onProgress?.({ phase: 'receiving', doneBytes: at, totalBytes: size });
        if (at - mark >= (this.#options.checkpoint ?? CHECKPOINT)) await sync();
      }
      await sync();
      return at;
    });
    if (size !== null && end < size) throw new Cut(`the server hung up after ${end} of ${size} bytes`);
    await this.#arrival.save({ size: end });
  }

  /** The journal's word for bytes that are synced. */
  async #promise(durable: number): Promise<void> {
    const { origin } = this.#arrival.journal;
    if (origin.kind !== 'https') return;
    const attempts = origin.attempts.map((attempt, n, all) =>
      n === all.length - 1 ? { ...attempt, to: durable } : attempt,
    );
    await this.#arrival.save({ durable, origin: { ...origin, attempts } });
  }

  #endless(most: number): ContentError {
    return new ContentError('content.reply', `${this.#arrival.name}: the server sends more than ${most} bytes.`);
  }

  #gaveUp(cause?: Error): ContentError {
    const { name, journal } = this.#arrival;
    const why = cause ? ` (${cause.message})` : '';
    return new ContentError(
      'content.cut',
      `${name}: cut again and again${why}; ${journal.durable} bytes are kept.`,
      cause,
    );
  }
}

/** The next piece of the body, null at its end. @throws Cut; the signal's reason when that was aborted */
async function received(body: AsyncIterator<Buffer>, { signal }: Deadline): Promise<Buffer | null> {
  if (signal.aborted) throw signal.reason;
  try {
    const { done, value } = await body.next();
    return done ? null : value;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new Cut('the connection broke', { cause: error });
  }
}
