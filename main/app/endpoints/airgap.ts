import { z } from 'zod';
import type { AirgapCommands, OfferedPackage, RequestCarrier } from '../../../preload/contract.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { operatorOf } from './operator.ts';
import { id, line, none } from './shapes.ts';

const path = z.string().min(1).max(4_096);
const version = z.string().max(200).nullable();
const offered: z.ZodType<OfferedPackage> = z.strictObject({
  name: z.string().min(1).max(200),
  version: z.string().max(100).nullable(),
  kind: z.enum(['base', 'product', 'firmware', 'hotfix', 'rpm', 'licence', 'other']),
  dependsOn: z.array(z.string().min(1).max(200)).max(100),
  sizeBytes: z.number().int().nonnegative().nullable(),
  vendorSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  url: z.string().max(2_000).nullable(),
});
const carrier: z.ZodType<RequestCarrier> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('typed'), lines: z.array(z.string().max(500)).max(200) }),
  z.strictObject({ kind: z.literal('frames'), frames: z.array(z.string().max(5_000)).max(2_000) }),
  z.strictObject({ kind: z.literal('file'), path }),
]);
const medium = z.strictObject({ path, model: z.string().max(300).nullable(), serial: z.string().max(300).nullable() });
const hop = z.strictObject({
  ...{ person: line, role: z.enum(['admin', 'courier', 'technician', 'other']), from: line, to: line },
  ...{ medium: line.nullable(), seal: line.nullable(), note: z.string().max(4_000) },
});

export function airgapEndpoints(services: Services): Pick<Endpoints, keyof AirgapCommands> {
  const { trips, finder, keyring, airgap } = services;
  const author = () => operatorOf(services);
  return {
    'trips.list': { args: none, run: () => trips.list() },
    'trips.get': { args: z.tuple([id]), run: (trip) => trips.get(trip) },
    'trips.start': {
      args: z.tuple([id, id]),
      run: (site, device) => trips.start(finder.device(site, device), author()),
    },
    'trips.clock': {
      args: z.tuple([id, z.string().max(300).nullable()]),
      run(trip, reference) {
        const { siteId, deviceId } = trips.get(trip);
        return trips.clock(trip, finder.device(siteId, deviceId), reference, author());
      },
    },
    'trips.versions': {
      args: z.tuple([id, version, version]),
      run: (trip, base, product) => trips.versions(trip, base, product, author()),
    },
    'trips.key': {
      args: z.tuple([id, z.string().min(1).max(20_000)]),
      run: (trip, key) => trips.key(trip, key, author()),
    },
    'trips.request': {
      args: z.tuple([id]),
      run: (trip) => trips.request(trip, services.settings.get().collector || null, author()),
    },
    'trips.checkTyped': {
      args: z.tuple([z.array(z.string().max(500)).max(200)]),
      run: async (lines) => (await airgap()).typedFaults(lines),
    },
    'trips.receive': { args: z.tuple([carrier]), run: (from) => trips.receive(from, author()) },
    'trips.revealKey': { args: z.tuple([id]), run: (trip) => trips.revealKey(trip, author()) },
    'trips.submitted': { args: z.tuple([id]), run: (trip) => trips.submitted(trip, author()) },
    'trips.readList': { args: z.tuple([z.string().max(200_000)]), run: (text) => trips.readList(text) },
    'trips.offer': {
      args: z.tuple([id, z.array(offered).max(1_000)]),
      run: (trip, packages) => trips.offer(trip, packages, author()),
    },
    'trips.watch': {
      args: z.tuple([id, path.nullable()]),
      run: (trip, folder) => trips.watch(trip, folder, author()),
    },
    'trips.take': {
      args: z.tuple([id, line, path]),
      run: (trip, name, file) => trips.take(trip, name, file, author()),
    },
    'trips.download': { args: z.tuple([id, line]), run: (trip, name) => trips.download(trip, name, author()) },
    'trips.second': { args: z.tuple([id, path]), run: (trip, folder) => trips.second(trip, folder, author()) },
    'trips.window': {
      args: z.tuple([id, z.iso.datetime(), line]),
      run: (trip, at, reference) => trips.window(trip, at, reference, author()),
    },
    'trips.seal': {
      args: z.tuple([id, medium, z.enum(['primary', 'reserve']), line]),
      run: (trip, to, role, person) => trips.seal(trip, to, role, person, author()),
    },
    'trips.import': { args: z.tuple([id, path]), run: (trip, from) => trips.import(trip, from, author()) },
    'trips.installed': {
      args: z.tuple([id, line, z.enum(['done', 'failed'])]),
      run: (trip, name, result) => trips.installed(trip, name, result, author()),
    },
    'trips.backup': { args: z.tuple([id]), run: (trip) => trips.backup(trip, author()) },
    'trips.clientWait': { args: z.tuple([id]), run: (trip) => trips.clientWait(trip, author()) },
    'trips.close': { args: z.tuple([id]), run: (trip) => trips.close(trip, author()) },
    'trips.hop': { args: z.tuple([id, hop]), run: (trip, what) => trips.hop(trip, what, author()) },
    'trips.cancel': {
      args: z.tuple([id]),
      run(trip) {
        trips.cancel(trip);
        return null;
      },
    },
    'media.list': { args: none, run: async () => (await airgap()).listMedia() },
    'media.verify': { args: z.tuple([path]), run: (where) => trips.look(where) },
    'media.eject': { args: z.tuple([path]), run: async (where) => (await airgap()).ejectAt(where) },
    'media.wipe': {
      args: z.tuple([path, id.nullable()]),
      run: (where, trip) => trips.wipe(where, trip, author()),
    },
    'keyring.list': { args: none, run: () => keyring.list() },
    'keyring.recipient': { args: none, run: () => ({ recipient: keyring.recipient() }) },
    'keyring.trust': { args: z.tuple([z.string().max(5_000), line]), run: (key, name) => keyring.trust(key, name) },
    'keyring.revoke': {
      args: z.tuple([id, line]),
      run: (fingerprint, reason) => keyring.revoke(fingerprint, reason),
    },
    'keyring.rotate': { args: none, run: () => keyring.rotate().keys },
  };
}
