/** What the modules above the client see of one Redfish service. */
import type { z } from 'zod';
import type { Endpoint } from '../appliances/endpoint.ts';
import type { StreamedBody } from '../appliances/http.ts';
import type { RedfishError } from './error.ts';
import type { RedfishMessage } from './messages.ts';
import type { ServiceRoot } from './resources/service-root.ts';

/** Reading: links in, decoded JSON out, RedfishError for everything else. */
export interface Reads {
  readonly where: Endpoint;
  /** Needs no login. */
  root(): Promise<ServiceRoot>;
  /** One resource, whole, secrets redacted. `link` is one that the service gave. */
  get(link: string): Promise<Resource>;
  read<T>(link: string, shape: z.ZodType<T>): Promise<T>;
}

export interface Resource {
  /** HTTP status: 202 while a task monitor's task is running. */
  status: number;
  json: unknown;
  /** As the service writes it, weak ones (`W/"…"`) too. */
  etag: string | null;
}

export interface ChangeRequest {
  method: 'POST' | 'PATCH' | 'DELETE';
  /** As the service gave it. */
  link: string;
  json?: unknown;
  /** In place of `json`. */
  upload?: { contentType: string; body: StreamedBody };
  /** Only where the service is known to want it: an action with If-Match fails on iDRAC 10 (idrac.md §2.9). */
  ifMatch?: string;
  /** Milliseconds from the last byte that moved to the reply. */
  replyMs?: number;
  signal?: AbortSignal;
}

/** What a change was answered with. `location` is a path of the same host. */
export interface ChangeReply {
  status: number;
  location: string | null;
  json: unknown;
  messages: RedfishMessage[];
}

/**
 * What came of a change. It was on the wire once (`accepted`, `rejected`, `lost`), or never as a whole (`not-sent`).
 * `accepted` means that the service took it, not that it is done. `lost` means nobody knows: read back.
 */
export type ChangeResult =
  | { kind: 'accepted'; reply: ChangeReply }
  | { kind: 'rejected'; error: RedfishError }
  | { kind: 'lost'; reason: string }
  | { kind: 'not-sent'; error: RedfishError };

/** For plans of `main/actions` only. */
export interface Changes extends Reads {
  act(request: ChangeRequest): Promise<ChangeResult>;
}
