import { z } from 'zod';
import { product } from '../../sites/schema.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';

const word = z.string().max(200);
const words = z.record(word, word);
const release = z.strictObject({
  component: word,
  version: word,
  published: word.optional(),
  requires: words.optional(),
  attributes: words.optional(),
});
const catalogue = z.strictObject({ date: word, releases: z.array(release).max(10_000) });
const request = z.strictObject({
  product,
  from: words,
  to: words,
  facts: z.record(word, z.union([z.boolean(), z.number(), word])),
  catalogue: catalogue.nullable(),
  messages: z.array(z.string().max(4000)).max(100).optional(),
});

type Planning = Pick<Endpoints, 'planner.get' | 'planner.plan' | 'planner.catalogue'>;

export function plannerEndpoints({ planner }: Services): Planning {
  return {
    'planner.get': { args: z.tuple([product]), run: (of) => planner.get(of) },
    'planner.plan': { args: z.tuple([request]), run: (asked) => planner.plan(asked) },
    'planner.catalogue': { args: z.tuple([z.string().max(1 << 20)]), run: (text) => planner.catalogue(text) },
  };
}
