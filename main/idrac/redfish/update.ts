/** Handing one Dell Update Package to an iDRAC, by the way that this firmware offers. idrac.md §2.5. */
import { z } from 'zod';
import { RedfishError } from '../../redfish/error.ts';
import type { FirmwareFile } from '../../redfish/firmware-file.ts';
import { absent } from '../../redfish/resources/absent.ts';
import type { UpdateService } from '../../redfish/resources/update-service.ts';
import type { ChangeReply, ChangeResult, Changes } from '../../redfish/service.ts';
import { trimmed } from '../../redfish/shape.ts';
import { pushForm, pushMultipart, simpleUpdate, type UploadOptions } from '../../redfish/upload.ts';
import { jobIdIn } from './jobs.ts';

export type UpdateWay = 'multipart' | 'push';

/** What came of it: the job that installs or stages it, or how far it got. Same kinds as ChangeResult. */
export type UpdateStart =
  | { kind: 'accepted'; jobId: string | null; location: string | null }
  | Exclude<ChangeResult, { kind: 'accepted' }>;

/** By what the service offers; null when it takes no files at all. */
export function updateWay(service: UpdateService): UpdateWay | null {
  if (service.multipart !== null) return 'multipart';
  return service.push !== null && service.simpleUpdate !== null ? 'push' : null;
}

/**
 * Uploads and starts the update; nothing is sent twice. Staged for the next restart of the host, except what an iDRAC
 * installs at once whatever it is told: its own firmware, diagnostics, driver packs.
 */
export async function startUpdate(
  changes: Changes,
  service: UpdateService,
  file: FirmwareFile,
  options: UploadOptions = {},
): Promise<UpdateStart> {
  const way = updateWay(service);
  if (way === null) return { kind: 'not-sent', error: absent(changes.where, 'upload of firmware') };
  const result =
    way === 'multipart'
      ? await pushMultipart(changes, service, file, options)
      : await push(changes, service, file, options);
  if (result.kind !== 'accepted') return result;
  const { location, messages } = result.reply;
  const jobId = jobIdIn(location) ?? jobIdIn(ownId(result.reply)) ?? jobIdIn(messages.map((one) => one.text).join(' '));
  return { kind: 'accepted', jobId, location };
}

const uploaded = z.object({ '@odata.id': trimmed, Id: trimmed });
const ownId = ({ json }: ChangeReply): string | null => uploaded.safeParse(json).data?.Id ?? null;

/** iDRAC 7 and 8: the file first, under the ETag of the collection, then SimpleUpdate of what was uploaded. */
async function push(
  changes: Changes,
  service: UpdateService,
  file: FirmwareFile,
  options: UploadOptions,
): Promise<ChangeResult> {
  const target = service.push ?? '';
  let etag: string | null;
  try {
    etag = (await changes.get(target)).etag;
  } catch (error) {
    if (error instanceof RedfishError) return { kind: 'not-sent', error };
    throw error;
  }
  const upload = await pushForm(changes, service, target, [], 'file', file, {
    ...options,
    ...(etag === null ? {} : { ifMatch: etag }),
  });
  if (upload.kind !== 'accepted') return upload;
  const parsed = uploaded.safeParse(upload.reply.json).data;
  const image = upload.reply.location ?? parsed?.['@odata.id'] ?? (parsed?.Id ? `${target}/${parsed.Id}` : null);
  if (image === null) return { kind: 'not-sent', error: nameless(changes) };
  const started = await simpleUpdate(changes, service, image);
  if (started.kind === 'rejected' || started.kind === 'not-sent') await discard(changes, image);
  return started;
}

/** What was uploaded and will not be installed takes up space that the next upload needs. As good as it goes. */
async function discard(changes: Changes, image: string): Promise<void> {
  const etag = await changes.get(image).then(
    (resource) => resource.etag,
    () => null,
  );
  await changes.act({ method: 'DELETE', link: image, ...(etag === null ? {} : { ifMatch: etag }) });
}

const nameless = ({ where }: Changes): RedfishError =>
  new RedfishError({
    code: 'malformed',
    device: where.device,
    finding: 'the file was taken, but not under which name, so its installation was not started',
    advice: 'Nothing was installed. Look for the file in the firmware inventory.',
  });
