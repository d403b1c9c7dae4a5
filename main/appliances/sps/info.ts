import { z } from 'zod';
import { decode, reported, type SpsCall, text } from './call.ts';

export const INFO = '/api/info';

/** `version` is `firmware_version`: null without login, and never the marketing form such as `5 F7`. */
export interface SpsInfo {
  hostname: string | null;
  domainname: string | null;
  version: string | null;
}

const name = reported(text(255));
export const infoReply = z.object({
  key: z.literal('about_info'),
  body: z.object({ hostname: name, domainname: name, firmware_version: reported(text(64)) }),
});

/** GET /api/info (appliances.md §1.2). @throws ApplianceError */
export async function readInfo(call: SpsCall): Promise<SpsInfo> {
  const { body } = decode(call.where, INFO, await call.get(INFO), infoReply);
  return { hostname: body.hostname, domainname: body.domainname, version: body.firmware_version };
}
