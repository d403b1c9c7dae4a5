/** Whether a bundle is the one that is expected here, and whether what it says of itself holds together. */
import type { BagInfo } from './codec/bag-info.ts';
import { contradictions, type Packages } from './codec/packages.ts';
import { BAG_INFO, PACKAGES } from './layout.ts';
import type { Problems } from './problems.ts';
import type { Tags } from './verify.ts';

/** What the rack side knows from its own records; what it does not know is left out and not checked. */
export interface Expected {
  serial?: string | undefined;
  requestId?: string | undefined;
  /** Of the last bundle that was taken in for this device. */
  lastSequence?: number | undefined;
  /** SHA-256 of that bundle's tag manifest. */
  lastTagmanifestSha256?: string | undefined;
  mediumId?: string | undefined;
}

/** A sequence that goes up by more than this would make all honest bundles old ones for years. */
const MAX_LEAP = 1000;

/** Against what is known here. */
export function checkExpected(
  { info, packages }: Pick<Tags, 'info' | 'packages'>,
  tagmanifestSha256: string | null,
  mediumId: string | null,
  { expected, now, problems }: { expected: Expected; now: number; problems: Problems },
): void {
  if (expected.mediumId !== undefined && mediumId !== expected.mediumId)
    problems.add('other-medium', null, `This is the medium ${mediumId ?? 'without an id'}, not ${expected.mediumId}.`);
  if (!info) return;
  const { id, serial, request, media, expiresAt } = info;
  if (media.length > 0 && (mediumId === null || !media.includes(mediumId)))
    problems.add('other-medium', BAG_INFO, `It was sealed for ${media.join(' and ')}, not for ${mediumId ?? 'this'}.`);
  for (const said of new Set([serial, packages?.target.serial ?? serial])) {
    if (expected.serial !== undefined && said !== expected.serial)
      problems.add('other-serial', BAG_INFO, `It is for the appliance ${said}, not for ${expected.serial}.`);
  }
  if (expected.requestId !== undefined && request !== expected.requestId)
    problems.add('other-request', BAG_INFO, `It answers ${request ?? 'no request'}, not ${expected.requestId}.`);
  if (Date.parse(expiresAt) <= now) problems.add('expired', BAG_INFO, `Bundle ${id} was good until ${expiresAt}.`);
  checkSequence(info, tagmanifestSha256, expected, problems);
}

function checkSequence(info: BagInfo, tagmanifestSha256: string | null, expected: Expected, problems: Problems): void {
  const { sequence, previous } = info;
  const { lastSequence: last, lastTagmanifestSha256: lastSha256 } = expected;
  if (lastSha256 !== undefined && tagmanifestSha256 === lastSha256)
    problems.add('replayed-bundle', null, 'This very bundle was taken in before.');
  if (last === undefined) return;
  if (sequence < last)
    problems.add('older-bundle', BAG_INFO, `It has number ${sequence}; ${last} was taken in already.`);
  if (sequence === last) problems.add('replayed-bundle', BAG_INFO, `A bundle of number ${last} was taken in already.`);
  if (sequence > last + MAX_LEAP)
    problems.add(
      'mixed-bundle',
      BAG_INFO,
      `Its number leaps from ${last} to ${sequence}; all that follow would be refused.`,
    );
  if (sequence === last + 1 && lastSha256 !== undefined && previous !== lastSha256)
    problems.add('mixed-bundle', BAG_INFO, `It says that it follows bundle ${last}, but names another one.`);
}

/** Against itself: the same is said in more than one place, and has to be the same. */
export function checkContent(info: BagInfo, packages: Packages, problems: Problems): void {
  const { bundle, sequence, request, sealedAt, target } = packages;
  const pairs: [what: string, inBagInfo: unknown, inPackages: unknown][] = [
    ['id', info.id, bundle],
    ['sequence', info.sequence, sequence],
    ['request', info.request, request],
    ['serial number', info.serial, target.serial],
    ['time of sealing', info.sealedAt, sealedAt],
  ];
  for (const [what, one, other] of pairs) {
    if (one !== other) problems.add('mixed-bundle', PACKAGES, `It has another ${what} than ${BAG_INFO}.`);
  }
  for (const what of contradictions(packages))
    problems.add('mixed-bundle', PACKAGES, `It contradicts itself: ${what}.`);
}
