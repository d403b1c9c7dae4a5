/** Handing firmware to an UpdateService. DSP0266 §12.4, idrac.md §2.5. Every function sends at most once. */
import { type Clock, systemClock } from '../ports/clock.ts';
import { RedfishError } from './error.ts';
import type { FirmwareFile } from './firmware-file.ts';
import { type Field, multipart } from './multipart.ts';
import { type Progress, ProgressMeter } from './progress.ts';
import { absent } from './resources/absent.ts';
import type { UpdateService } from './resources/update-service.ts';
import type { ChangeResult, Changes } from './service.ts';

export interface UploadOptions {
  clock?: Clock;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** As of the upload's target, where it wants one. */
  ifMatch?: string;
}

/** From the last byte to the reply: the service unpacks and verifies hundreds of megabytes meanwhile. */
const REPLY_MS = 10 * 60_000;

/**
 * File and parameters in one POST to `MultipartHttpPushUri`. Always `OnReset`: the host is restarted by a step of its own,
 * never by an upload. What a service installs at once in spite of that (its own firmware) it does anyway.
 */
export async function pushMultipart(
  changes: Changes,
  service: UpdateService,
  file: FirmwareFile,
  options: UploadOptions = {},
): Promise<ChangeResult> {
  if (service.multipart === null) return { kind: 'not-sent', error: absent(changes.where, 'multipart upload') };
  const content = JSON.stringify({ Targets: [], '@Redfish.OperationApplyTime': 'OnReset', Oem: {} });
  const parameters: Field = { name: 'UpdateParameters', contentType: 'application/json', content };
  return pushForm(changes, service, service.multipart, [parameters], 'UpdateFile', file, options);
}

/** One form with one file. */
export async function pushForm(
  changes: Changes,
  service: UpdateService,
  link: string,
  fields: readonly Field[],
  fileField: string,
  file: FirmwareFile,
  { clock = systemClock, signal, onProgress, ifMatch }: UploadOptions,
): Promise<ChangeResult> {
  const unfit = misfit(changes, service, file);
  if (unfit) return { kind: 'not-sent', error: unfit };
  const meter = new ProgressMeter(file.size);
  let told = 0;
  const upload = multipart(fields, fileField, file, (bytes) => {
    // Head and tail of the form are no progress.
    if (bytes > told) onProgress?.(meter.at(bytes, clock.monotonic()));
    told = bytes;
  });
  return changes.act({
    method: 'POST',
    link,
    upload,
    replyMs: REPLY_MS,
    ...(signal ? { signal } : {}),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
}

/**
 * UpdateService.SimpleUpdate: the service fetches `imageUri` itself, or takes what was pushed under that link.
 * No If-Match: iDRAC 10 answers 412 to it, whatever the tag.
 */
export async function simpleUpdate(
  changes: Changes,
  service: UpdateService,
  imageUri: string,
  protocol?: string,
): Promise<ChangeResult> {
  const { simpleUpdate: offer } = service;
  if (offer === null) return { kind: 'not-sent', error: absent(changes.where, 'SimpleUpdate action') };
  const json = {
    ImageURI: imageUri,
    '@Redfish.OperationApplyTime': 'OnReset',
    ...(protocol === undefined ? {} : { TransferProtocol: protocol }),
  };
  return changes.act({ method: 'POST', link: offer.target, json, replyMs: REPLY_MS });
}

function misfit({ where }: Changes, service: UpdateService, file: FirmwareFile): RedfishError | null {
  if (!/^[\w.+ ()-]{1,200}$/.test(file.name)) {
    const finding = 'the name of the firmware file cannot be sent';
    const advice = 'Rename the file to the name it was published under.';
    return new RedfishError({ code: 'file', device: where.device, finding, advice });
  }
  const most = service.maxImageBytes;
  if (most !== null && most > 0 && file.size > most) {
    const finding = `the file has ${file.size} bytes, the service takes ${most}`;
    const advice = 'Nothing was sent. Check that it is the package for this device.';
    return new RedfishError({ code: 'file', device: where.device, finding, advice });
  }
  return null;
}
