import { z } from 'zod';
import type { CallOptions, Endpoint } from '../endpoint.ts';
import { endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import { type ExchangeOptions, exchange, type HttpReply, type HttpRequest } from '../http.ts';
import { authenticate } from './authentication.ts';
import { decode, errorOf, type SpsCall, sessionExpired } from './call.ts';
import { readCluster, type SpsCluster } from './cluster-status.ts';
import { readFirmwareCalls } from './firmware.ts';
import { type SpsFirmwareTest, testFirmware } from './firmware-test.ts';
import { readHealth, type SpsHealth } from './health-status.ts';
import { readInfo, type SpsInfo } from './info.ts';
import { readSetup } from './setup.ts';
import { firmwareIn, readSlots, type SpsFirmware, type SpsSlot } from './slots.ts';
import { bundleFinished, createBundle, SUPPORT_BUNDLE } from './support-bundle.ts';
import { upgradeFirmware } from './upgrade.ts';
import { type FirmwareFile, NOT_THIS_SHAPE, rawUploadBody, UPLOAD, uploadBody } from './upload.ts';

export interface SpsOptions extends CallOptions {
  /** Name of the device, for messages. */
  device: string;
  /** https://host[:port] */
  url: string;
  /** Pinned SHA-256 fingerprint. Without one (null) only anonymous questions are asked. */
  pin: string | null;
}

/** The firmware test reads the whole image; an uploaded image is verified before the reply. */
const TEST_MS = 5 * 60_000;
const UPLOAD_MS = 10 * 60_000;
/** A bundle with core files is large, but it has an end. */
const BUNDLE_LIMIT = 64 * 2 ** 30;

type How = { [K in 'replyMs' | 'limit' | 'onSending' | 'into']?: ExchangeOptions[K] | undefined };

/** The REST interface of one SPS. Nothing is retried; every failure is an ApplianceError that names the device. */
export class SpsClient {
  readonly where: Endpoint;
  readonly #options: SpsOptions;
  #session: string | null = null;

  /** @throws ApplianceError `address` */
  constructor(options: SpsOptions) {
    this.where = endpoint(options.device, options.url);
    this.#options = options;
  }

  get loggedIn(): boolean {
    return this.#session !== null;
  }

  /** One attempt. `password` is UTF-8 and stays the caller's to wipe. @throws ApplianceError `no-pin`, `login-refused` */
  async login(user: string, password: Uint8Array): Promise<void> {
    this.#session = null;
    this.#session = await authenticate(this.where, this.#pin(), user, password, this.#options);
  }

  /** The same session under another signal: a session outlives the call, and the screen, that it was opened for. */
  using(signal: AbortSignal): SpsClient {
    const other = new SpsClient({ ...this.#options, signal });
    other.#session = this.#session;
    return other;
  }

  /**
   * Without login the version is not reported. A session that has ended (the node rebooted) is answered as if there were
   * none, so that a missing version after login means `session-expired`.
   */
  async info(): Promise<SpsInfo> {
    const info = await readInfo(this.#call());
    if (this.#session !== null && info.version === null) throw sessionExpired(this.where);
    return info;
  }

  setup(): Promise<string | null> {
    return readSetup(this.#call());
  }

  /** Names of the firmware calls that this version has. */
  firmwareCalls(): Promise<string[]> {
    return readFirmwareCalls(this.#call());
  }

  slots(): Promise<SpsSlot[]> {
    return readSlots(this.#call());
  }

  async firmware(): Promise<SpsFirmware> {
    return firmwareIn(await this.slots());
  }

  health(): Promise<SpsHealth> {
    return readHealth(this.#call());
  }

  /** Changes nothing on the device. `slotKey` is the slot's `key`. */
  testFirmware(slotKey: string): Promise<SpsFirmwareTest> {
    return testFirmware(this.#call(TEST_MS), slotKey);
  }

  cluster(): Promise<SpsCluster> {
    return readCluster(this.#call());
  }

  /**
   * Sends a firmware image into an empty slot. The reply alone proves nothing: read the slots afterwards. Sent in the
   * documented form; in the other known one only after a reply that says that nothing was taken.
   * @param onSent bytes of the file that are on their way
   */
  async uploadFirmware(file: FirmwareFile, onSent?: (bytes: number) => void, onSending?: () => void): Promise<void> {
    const send = ({ contentType, body }: ReturnType<typeof uploadBody>) => {
      const request: HttpRequest = { method: 'POST', path: UPLOAD, headers: { 'content-type': contentType }, body };
      return this.#exchange(request, { replyMs: UPLOAD_MS, onSending });
    };
    let reply = await send(uploadBody(this.where, file, onSent));
    const refused = NOT_THIS_SHAPE.has(reply.status) && errorOf(reply)?.type !== 'FirmwareTestFailed';
    if (refused) reply = await send(rawUploadBody(file, onSent));
    decode(this.where, UPLOAD, reply, z.unknown());
  }

  /** Installs and restarts. Single nodes only. @throws as upgradeFirmware; a reply that does not come is no failure of it */
  upgrade(slotKey: string, message: string, onSending?: () => void): Promise<void> {
    return upgradeFirmware(this.#call(TEST_MS, onSending), slotKey, message);
  }

  /** Has a support bundle made; the one change of the whole. @returns its key */
  createBundle(onSending?: () => void): Promise<string> {
    return createBundle(this.#call(TEST_MS, onSending));
  }

  /** Waits for a bundle, hands its bytes to `into` and has the appliance delete it, which it does itself a day later. */
  async downloadBundle(key: string, into: (chunk: Buffer) => Promise<void>): Promise<void> {
    await bundleFinished(this.#call(), key, this.#options.clock, this.#options.signal);
    const path = `${SUPPORT_BUNDLE}/${key}/download`;
    const reply = await this.#exchange({ method: 'GET', path }, { replyMs: TEST_MS, limit: BUNDLE_LIMIT, into });
    if (reply.status !== 200) decode(this.where, path, reply, z.never());
    await this.#exchange({ method: 'DELETE', path: `${SUPPORT_BUNDLE}/${key}` }).catch(() => undefined);
  }

  #call(replyMs?: number, onSending?: () => void): SpsCall {
    const how = { replyMs, onSending };
    return {
      where: this.where,
      get: (path) => this.#exchange({ method: 'GET', path }, how),
      post: (path, value) => {
        const headers = { 'content-type': 'application/json' };
        return this.#exchange({ method: 'POST', path, headers, body: Buffer.from(JSON.stringify(value)) }, how);
      },
    };
  }

  #exchange(request: HttpRequest, how: How = {}): Promise<HttpReply> {
    const given = Object.fromEntries(Object.entries(how).filter(([, value]) => value !== undefined));
    const options = { ...this.#options, ...given };
    if (this.#session === null) return exchange(this.where, this.#options.pin, request, options);
    const headers = { ...request.headers, cookie: `session_id=${this.#session}` };
    return exchange(this.where, this.#pin(), { ...request, headers }, options);
  }

  #pin(): string {
    if (this.#options.pin !== null) return this.#options.pin;
    throw new ApplianceError({
      code: 'no-pin',
      device: this.where.device,
      finding: 'no certificate is pinned, so no password is sent',
      advice: 'Test the connection, compare the fingerprint with the console of the device and pin it.',
    });
  }
}
