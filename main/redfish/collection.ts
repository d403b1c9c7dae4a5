import { z } from 'zod';
import type { Reads } from './service.ts';
import { listOf } from './shape.ts';

const collection = z.object({
  Members: z.array(z.unknown()).catch([]),
  'Members@odata.nextLink': z.string().nullable().catch(null),
  // What services of before 2017 write.
  '@odata.nextLink': z.string().nullable().catch(null),
});
const linked = z.looseObject({ '@odata.id': z.string().min(1) });

/** Links of the members of a collection (DSP0266 §7.5), page after page, at most `limit`. */
export async function memberLinks(reads: Reads, link: string, limit = 100): Promise<string[]> {
  const members = await rawMembers(reads, link, limit);
  return members.flatMap((member) => linked.safeParse(member).data?.['@odata.id'] ?? []);
}

/**
 * Members of a collection, decoded; those that have not the shape are left out. Asked for with `$expand` where the
 * service offers it, one by one otherwise.
 * @param whole the collection has its members in full anyhow, as logs have: then it is not asked to expand
 */
export async function readMembers<T>(
  reads: Reads,
  link: string,
  shape: z.ZodType<T>,
  limit = 200,
  whole = false,
): Promise<T[]> {
  const { expand } = await reads.root();
  const query = expand !== null && !whole && !link.includes('?') ? expand : '';
  const members = await rawMembers(reads, `${link}${query}`, limit);
  const full: unknown[] = [];
  for (const member of members) {
    const parsed = linked.safeParse(member);
    const isLink = parsed.success && Object.keys(parsed.data).length === 1;
    full.push(isLink ? (await reads.get(parsed.data['@odata.id'])).json : member);
  }
  return listOf(shape).parse(full);
}

async function rawMembers(reads: Reads, link: string, limit: number): Promise<unknown[]> {
  const found: unknown[] = [];
  const pages = new Set<string>();
  const names = new Set<string>();
  for (let next: string | null = link; next !== null && !pages.has(next) && found.length < limit; ) {
    pages.add(next);
    const page: z.infer<typeof collection> = await reads.read(next, collection);
    // A service that does not know its own skip token gives the first page again: no member counts twice.
    const fresh = page.Members.filter((member) => {
      const name = linked.safeParse(member).data?.['@odata.id'];
      if (name === undefined) return true;
      const isNew = !names.has(name);
      names.add(name);
      return isNew;
    });
    found.push(...fresh);
    next = fresh.length === 0 ? null : (page['Members@odata.nextLink'] ?? page['@odata.nextLink']);
  }
  return found.slice(0, limit);
}
