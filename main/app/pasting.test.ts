import { describe, expect, it } from 'vitest';
import { answer, type RunState } from '../procedures/engine.ts';
import type { World } from '../procedures/testing/driver.ts';
import { startedTiny, tiny } from '../procedures/testing/tiny.ts';
import { pastedValues, withPage } from './pasting.ts';
import { CommandError } from './router.ts';

const PAGE = 'Firmware version: 5.8.0\nRedundant heartbeat status: OK';
const STEP =
  'id: look, kind: input, asks: [ { fact: shown.version }, { fact: shown.heartbeat, optional: true }, { fact: functional.ok } ]';

/** No device is asked here. */
const nobody: World = {
  probe: () => {
    throw new Error('silent');
  },
  perform: () => 'unknown',
  readBack: () => 'unknown',
};

/** A run that waits for its one answer. */
function waiting(): { state: RunState; answered(values: Record<string, string | boolean>): ReturnType<typeof answer> } {
  const driver = startedTiny(tiny([STEP]), nobody);
  const state = driver.run();
  return { state, answered: (values) => answer(state, 'look', values, driver.now) };
}

describe('a pasted page', () => {
  it('gives the values that the step asks for and the page says, and no others', () => {
    const { state } = waiting();
    expect(pastedValues(state, 'look', PAGE)).toEqual([
      ...[
        { fact: 'shown.version', value: '5.8.0' },
        { fact: 'shown.heartbeat', value: 'OK' },
      ],
    ]);
    expect(pastedValues(state, 'look', 'nothing of it')).toEqual([]);
    expect(pastedValues(state, 'elsewhere', PAGE)).toEqual([]);
  });

  it('is kept word for word beside the answer, which names its hash where it comes from it', () => {
    const { state, answered } = waiting();
    const events = answered({ 'shown.version': '5.8.0', 'shown.heartbeat': 'typed', 'functional.ok': true });
    const [page, facts] = withPage(events, 'look', pastedValues(state, 'look', PAGE), PAGE);
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(page).toEqual({ type: 'paste.kept', data: { path: 'look', sha256, text: PAGE, facts: ['shown.version'] } });
    expect(
      facts?.type === 'fact.recorded' && facts.data.facts.map(({ name, origin, evidence }) => [name, origin, evidence]),
    ).toEqual([
      ['shown.version', 'pasted', expect.stringMatching(/^paste sha256:[0-9a-f]{64}$/)],
      ['shown.heartbeat', 'entered', null],
      ['functional.ok', 'entered', null],
    ]);
  });

  it('that says nothing of the answer is not kept', () => {
    const { state, answered } = waiting();
    const events = answered({ 'shown.version': '5.7.0', 'functional.ok': true });
    expect(withPage(events, 'look', pastedValues(state, 'look', PAGE), PAGE)).toEqual(events);
  });

  it('does the step: the run goes on', () => {
    const driver = startedTiny(tiny([STEP]), nobody);
    const state = driver.run();
    const events = answer(state, 'look', { 'shown.version': '5.8.0', 'functional.ok': true }, driver.now);
    driver.append(...withPage(events, 'look', pastedValues(state, 'look', PAGE), PAGE));
    expect(driver.run().status).toBe('finished');
  });

  it.each([
    ['paste.too-long', 'x'.repeat(65_537)],
    ['paste.secret', `${PAGE}\n111111-222222-333333-444444-555555-666666-777777-888888`],
  ])('%s', (code, text) => {
    const { state } = waiting();
    const refused = () => pastedValues(state, 'look', text);
    expect(refused).toThrow(CommandError);
    expect(refused).toThrow(expect.objectContaining({ code }));
    expect(refused).not.toThrow(/111111/);
  });
});
