import type { CallOptions, Endpoint } from '../endpoint.ts';
import { type PageState, pageState } from '../page-state.ts';

/** The page of the current releases, and that of older ones (appliances.md §2.3). */
const PAGES = { '/appliance': 'appliance', '/Maintenance': 'maintenance' } as const;

/** State of a U-Series' web interface; `generation` is a hint of its release, no more. @throws as pageState */
export async function usWebState(
  where: Endpoint,
  pin: string | null,
  options: CallOptions,
): Promise<PageState & { generation: 'appliance' | 'maintenance' | null }> {
  const page = await pageState(where, pin, Object.keys(PAGES), options);
  const generation = page.path === null ? null : PAGES[page.path as keyof typeof PAGES];
  return { ...page, generation };
}
