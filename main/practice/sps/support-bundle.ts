/**
 * What the simulated pair answers to calls for a support bundle (appliances.md §1.6): one is kept, for a day. Pure. Its content
 * is always the same, so that a rehearsal can say beforehand what its checksum will be.
 */
import { type ApiReply, failure, json } from './api.ts';
import type { PairState } from './pair.ts';

export const BUNDLES = '/api/troubleshooting/support-bundle';
const KEPT_SECONDS = 86_400;
const KEY = 'practice-bundle';

/** A .tar.gz with one README that says that nothing in it is real. */
export const BUNDLE = Buffer.from(
  'H4sIAAAAAAACA+3PTQrCMBiE4aw9xXeC0tjUvaBLRewJIo02UNuSJvc3uhLX/iC8z2ZgVjPH7Xqz26qPKrOVMY/MXrPUpVa61su6qoy597nQWkmp' +
    'viDN0YY85R0nn8/9iSZN0xiinNLQ9k7Gs8TOyeyvqbfRtdIcGpmsD4Xsx9j54SJ+EB/FzxKc7YuFAgAAAAAAAAAAAAAAAAD8wg3vanUqACgAAA==',
  'base64',
);

/** `method` on BUNDLES, on one bundle, or on its download. */
export function answerBundle(pair: PairState, method: string, path: string): ApiReply {
  const meta = { href: path, parent: '/api/troubleshooting' };
  if (method === 'POST' && path === BUNDLES) {
    return { ...json({ key: KEY, meta }), event: { type: 'bundle.created', key: KEY } };
  }
  const [key, download, ...rest] = path.slice(BUNDLES.length + 1).split('/');
  const there = pair.bundle !== null && pair.bundle.key === key && pair.now < pair.bundle.at + KEPT_SECONDS;
  if (!there || rest.length > 0) return failure(404, 'ResourceNotFound');
  if (method === 'GET' && download === undefined) return json({ key, body: { status: 'finished' }, meta });
  if (method === 'GET' && download === 'download') return { status: 200, type: 'application/gzip', body: BUNDLE };
  if (method === 'DELETE' && download === undefined) {
    return { ...json({ meta }), event: { type: 'bundle.deleted', key } };
  }
  return failure(404, 'ResourceNotFound');
}
