import { describe, expect, it } from 'vitest';
import { FILES, loaded } from './testing/fixture.ts';
import { Pair, startedRun } from './testing/pair.ts';

const library = loaded(FILES);

describe('a run that goes well', () => {
  it('ends finished', () => {
    const pair = new Pair();
    const driver = startedRun(library, pair);
    const state = driver.run();
    console.log(
      driver.events
        .map(
          (e) => `${e.seq} ${e.at} ${e.type} ${JSON.stringify(e.type === 'run.started' ? '' : e.data).slice(0, 120)}`,
        )
        .join('\n'),
    );
    expect(state.status).toBe('finished');
  });
});
