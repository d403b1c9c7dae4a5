/**
 * Names that Rackhand has given itself to what it stores, where they are English whatever the screen speaks. What a person
 * has named stays as it is.
 */
import type { Site } from '../../preload/contract.ts';
import type { T } from './i18n.ts';

/** The practice rack in the language of the screen, unless somebody has given its site a name. */
export function namedSites(sites: readonly Site[], t: T): Site[] {
  const ours = (['en', 'de'] as const).map((lng) => t('practice.title', { lng }));
  return sites.map((site) =>
    site.practice && ours.includes(site.name) ? { ...site, name: t('practice.title') } : site,
  );
}

/** This computer's key, or the one it had before. */
export function keyName(name: string, t: T): string {
  if (name === 'This computer') return t('trips.keys.ownName');
  return name === 'This computer (former)' ? t('trips.keys.formerName') : name;
}
