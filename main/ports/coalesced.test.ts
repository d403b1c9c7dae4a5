import { expect, it } from 'vitest';
import { coalesced } from './coalesced.ts';
import { SimulatedClock } from './simulated-clock.ts';

const REST = 100;

function heard() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const news = coalesced<string>(clock, REST, (keys) => told.push([...keys].join(' ')));
  return { clock, told, news };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('tells once what was marked often, when the task that marked it is through', async () => {
  const { told, news } = heard();
  for (const key of ['a', 'b', 'a', 'a']) news.mark(key);
  expect(told).toEqual([]);
  await settled();
  expect(told).toEqual(['a b']);
});

it('rests after that, and then tells the newest; after a quiet time the next mark is told at once', async () => {
  const { clock, told, news } = heard();
  news.mark('a');
  await settled();
  for (let round = 0; round < 5; round += 1) {
    news.mark('b');
    await settled();
  }
  expect(told).toEqual(['a']);
  await clock.advance(REST);
  expect(told).toEqual(['a', 'b']);
  await clock.advance(REST);
  news.mark('c');
  await settled();
  expect(told).toEqual(['a', 'b', 'c']);
});

it('tells at once on demand, and not a second time', async () => {
  const { clock, told, news } = heard();
  news.mark('a');
  news.flush();
  expect(told).toEqual(['a']);
  news.flush();
  await clock.advance(10 * REST);
  expect(told).toEqual(['a']);
  news.mark('b');
  await settled();
  expect(told).toEqual(['a', 'b']);
});

it('loses nothing that is marked while it tells', async () => {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const news = coalesced<string>(clock, REST, (keys) => {
    told.push(...keys);
    if (keys.has('a')) news.mark('again');
  });
  news.mark('a');
  await clock.advance(2 * REST);
  expect(told).toEqual(['a', 'again']);
});

it('says nothing more once it is stopped', async () => {
  const { clock, told, news } = heard();
  news.mark('a');
  news.stop();
  news.mark('b');
  news.flush();
  await clock.advance(10 * REST);
  expect(told).toEqual([]);
});
