/** ServiceRoot (DSP2046): answered without login, says what there is and where. */
import { z } from 'zod';
import { anything, flag, link, part, trimmed } from '../shape.ts';

export const ROOT = '/redfish/v1/';

export interface ServiceRoot {
  redfishVersion: string | null;
  uuid: string | null;
  vendor: string | null;
  product: string | null;
  systems: string | null;
  managers: string | null;
  chassis: string | null;
  updateService: string | null;
  accountService: string | null;
  /** Where sessions are made: the one link that must be there. */
  sessions: string | null;
  /** The query that makes a collection give its members as a whole, `?$expand=…`; null when it cannot. */
  expand: string | null;
  /** By vendor, undecoded. */
  oem: unknown;
}

const expandQuery = part({ ExpandAll: flag, NoLinks: flag, Levels: flag });

export const serviceRoot = z
  .object({
    RedfishVersion: trimmed,
    UUID: trimmed,
    Vendor: trimmed,
    Product: trimmed,
    Systems: link,
    Managers: link,
    Chassis: link,
    UpdateService: link,
    AccountService: link,
    Links: part({ Sessions: link }),
    ProtocolFeaturesSupported: part({ ExpandQuery: expandQuery }),
    Oem: anything,
  })
  .transform(
    (raw): ServiceRoot => ({
      redfishVersion: raw.RedfishVersion,
      uuid: raw.UUID,
      vendor: raw.Vendor,
      product: raw.Product,
      systems: raw.Systems,
      managers: raw.Managers,
      chassis: raw.Chassis,
      updateService: raw.UpdateService,
      accountService: raw.AccountService,
      sessions: raw.Links.Sessions,
      expand: expansion(raw.ProtocolFeaturesSupported.ExpandQuery),
      oem: raw.Oem ?? null,
    }),
  )
  .refine((root) => root.redfishVersion !== null || root.systems !== null);

/** DSP0266 §7.3.1: `*` expands all links, `.` the subordinate ones; one level is what a collection needs. */
function expansion(offer: z.infer<typeof expandQuery>): string | null {
  const kind = offer.ExpandAll ? '*' : offer.NoLinks ? '.' : null;
  if (kind === null) return null;
  return `?$expand=${kind}${offer.Levels ? '($levels=1)' : ''}`;
}
