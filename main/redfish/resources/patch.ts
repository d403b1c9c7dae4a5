import { RedfishError } from '../error.ts';
import type { ChangeResult, Changes } from '../service.ts';

/**
 * PATCH with the resource's present ETag. A 412 is the service's word that nothing was changed; iDRAC 10 gives it for a tag
 * that it has just handed out (idrac.md §2.9), so then it is read and sent once more. Nothing else is ever repeated.
 */
export async function patch(changes: Changes, link: string, json: unknown): Promise<ChangeResult> {
  const first = await attempt(changes, link, json);
  const stale = first.kind === 'rejected' && first.error.status === 412;
  return stale ? attempt(changes, link, json) : first;
}

async function attempt(changes: Changes, link: string, json: unknown): Promise<ChangeResult> {
  let etag: string | null;
  try {
    etag = (await changes.get(link)).etag;
  } catch (error) {
    if (!(error instanceof RedfishError)) throw error;
    return { kind: 'not-sent', error };
  }
  return changes.act({ method: 'PATCH', link, json, ...(etag === null ? {} : { ifMatch: etag }) });
}
