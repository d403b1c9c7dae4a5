/** The job queue. idrac.md §2.2, §2.6. */
import { z } from 'zod';
import { readMembers } from '../../redfish/collection.ts';
import { absent } from '../../redfish/resources/absent.ts';
import type { Manager } from '../../redfish/resources/manager.ts';
import type { ChangeResult, Changes, Reads } from '../../redfish/service.ts';
import { type DellJob, dellJobOf } from './job.ts';
import { dellLinksOf, firstOf, oemAction } from './oem.ts';

/** Where job queues have been, newest first. */
const queues = (manager: Manager): (string | null)[] => [
  dellLinksOf(manager).jobs,
  `${manager.link}/Oem/Dell/Jobs`,
  `${manager.link}/Jobs`,
];

/** Every job that the iDRAC remembers. @throws RedfishError */
export async function readJobs(reads: Reads, manager: Manager): Promise<DellJob[]> {
  const found = await firstOf(queues(manager), (link) => readMembers(reads, link, z.unknown(), 300));
  if (found === null) throw absent(reads.where, 'job queue');
  return found.value.flatMap((json) => dellJobOf(json) ?? []);
}

/** Links under which a job may be found, in the order to try them. `told` is the Location of the reply that made it. */
export function jobLinks(manager: Manager | null, jobId: string, told: string | null): string[] {
  const inQueues = manager ? queues(manager).map((queue) => queue && `${queue}/${jobId}`) : [];
  const links = [told, ...inQueues, `/redfish/v1/TaskService/Tasks/${jobId}`, `/redfish/v1/JobService/Jobs/${jobId}`];
  return [...new Set(links.filter((link) => link !== null))];
}

/** `JID_…` out of a link, a Location or an Id. */
export const jobIdIn = (text: string | null): string | null => /\bJID_\d{8,14}\b/.exec(text ?? '')?.[0] ?? null;

/** Takes one job out of the queue. A running one is refused by the iDRAC. */
export async function deleteJob(changes: Changes, manager: Manager, jobId: string): Promise<ChangeResult> {
  const target = await oemAction(changes, dellLinksOf(manager).jobService, '#DellJobService.DeleteJobQueue');
  if (target !== null) return changes.act({ method: 'POST', link: target, json: { JobID: jobId } });
  const found = await firstOf(queues(manager), (link) => changes.get(`${link}/${jobId}`));
  if (found === null) return { kind: 'not-sent', error: absent(changes.where, `job ${jobId}`) };
  return changes.act({ method: 'DELETE', link: `${found.link}/${jobId}` });
}
