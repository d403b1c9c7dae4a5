import { describe, expect, it } from 'vitest';
import { type ApiRequest, answer, listens } from './api.ts';
import type { Phase } from './node.ts';
import { newPair, type PairState, reducePair } from './pair.ts';
import { BUNDLE, BUNDLES } from './support-bundle.ts';

const pair = newPair({ version: '5.0.11', target: '5.8.0' });
const phase = (name: 'off' | 'booting' | 'converting' | 'rolling-back' | 'running'): PairState => {
  const now: Phase = { name, since: 0 };
  return {
    ...pair,
    nodes: { a: { ...pair.nodes.a, phase: now }, b: { ...pair.nodes.b, phase: { name: 'off', since: 0 } } },
  };
};
const ask = (path: string, more: Partial<ApiRequest> = {}, state = pair) => {
  const request = { method: 'GET', path, userAgent: 'rackhand', token: null, loggedIn: true, json: undefined, ...more };
  const reply = answer(state, request);
  return { ...reply, value: reply.type === 'application/json' ? JSON.parse(String(reply.body)) : null };
};

describe('the simulated web interface', () => {
  it('tells the version only to those who are logged in', () => {
    expect(ask('/api/info', { loggedIn: false }).value.body).not.toHaveProperty('firmware_version');
    expect(ask('/api/info').value).toMatchObject({ key: 'about_info', body: { firmware_version: '5.0.11' } });
  });

  it.each(['/api/firmware', '/api/firmware/slots', '/api/firmware/slots/1', '/api/health_status'])(
    'keeps %s from strangers',
    (path) => {
      expect(ask(path, { loggedIn: false }).status).toBe(401);
      expect(ask(path).status).toBe(200);
    },
  );

  it('asks browsers for a token before any change', () => {
    const test = { method: 'POST', json: { slot_id: '1' } };
    expect(ask('/api/firmware/test', { ...test, userAgent: 'Mozilla/5.0' }).status).toBe(403);
    expect(ask('/api/firmware/test', { ...test, userAgent: 'Mozilla/5.0', token: 'x' }).status).toBe(200);
    expect(ask('/api/firmware/test', test).status).toBe(200);
  });

  it.each([
    [{ slot_id: '1' }, 200, undefined],
    [{ slot_id: 1 }, 200, undefined],
    [{}, 400, 'IncompleteRequestBodyError'],
    [undefined, 400, 'IncompleteRequestBodyError'],
    [{ slot_id: '2' }, 404, 'ResourceNotFound'],
    [{ slot_id: '9' }, 404, 'ResourceNotFound'],
  ])('tests slot %j with status %i', (json, status, type) => {
    const reply = ask('/api/firmware/test', { method: 'POST', json });
    expect([reply.status, reply.value.error?.type]).toEqual([status, type]);
  });

  describe('the call that installs', () => {
    const post = (json: unknown, state: PairState) => ask('/api/firmware/upgrade', { method: 'POST', json }, state);
    const single = reducePair(phase('running'), { type: 'firmware.uploaded', version: '5.8.0' }, 0);

    it('chooses the firmware of the slot and restarts the node', () => {
      const { status, value, event } = post({ slot_id: '2', message: 'why' }, single);
      expect([status, value.key]).toEqual([200, '2']);
      const after = reducePair(single, event ?? { type: 'time' }, 0);
      expect(after.nodes.a).toMatchObject({ afterReboot: '5.8.0', phase: { name: 'stopping', into: 'boot' } });
    });
    it.each([
      [{ message: 'why' }, single, 400, 'IncompleteRequestBodyError'],
      [{ slot_id: '3' }, single, 404, 'ResourceNotFound'],
      [{ slot_id: '2' }, { ...single, tainted: 1 }, 400, 'FirmwareTestFailed'],
      [{ slot_id: '2' }, { ...single, nodes: pair.nodes }, 400, 'FirmwareTestFailed'],
    ])('changes nothing for %j where it must not', (json, state, status, type) => {
      const reply = post(json, state);
      expect([reply.status, reply.value.error.type, reply.event]).toEqual([status, type, undefined]);
    });
    it('is listed, as the documented one is', () => {
      const keys = ask('/api/firmware').value.items.map(({ key }: { key: string }) => key);
      expect(keys).toEqual(['slots', 'test', 'upgrade']);
    });
  });

  describe('a support bundle', () => {
    const created = ask(BUNDLES, { method: 'POST' });
    const kept = reducePair(pair, created.event ?? { type: 'time' }, 100);
    const one = `${BUNDLES}/${created.value.key}`;

    it('is made, finished, downloaded and deleted', () => {
      expect(ask(one, {}, kept).value.body).toEqual({ status: 'finished' });
      expect(ask(`${one}/download`, {}, kept)).toMatchObject({ status: 200, type: 'application/gzip', body: BUNDLE });
      const { event } = ask(one, { method: 'DELETE' }, kept);
      expect(reducePair(kept, event ?? { type: 'time' }, 101).bundle).toBeNull();
    });
    it.each([
      ['before it was made', one, pair],
      ['a day later', one, reducePair(kept, { type: 'time' }, 100 + 86_400)],
      ['under another key', `${BUNDLES}/other`, kept],
      ['below its download', `${one}/download/x`, kept],
    ])('is not there %s', (_when, path, state) => {
      expect(ask(path, {}, state).status).toBe(404);
    });
    it('is kept from strangers', () => {
      const { status, event } = ask(BUNDLES, { method: 'POST', loggedIn: false });
      expect([status, event]).toEqual([401, undefined]);
    });
  });

  it('fails the test of a system with hand-modified files', () => {
    const reply = ask('/api/firmware/test', { method: 'POST', json: { slot_id: '1' } }, { ...pair, tainted: 2 });
    expect(reply.value.error.type).toBe('FirmwareTestFailed');
  });

  it.each([
    ['off', false],
    ['booting', false],
    ['converting', true],
    ['rolling-back', true],
    ['running', true],
  ] as const)('while the master is %s, the port is open: %s', (name, open) => {
    expect(listens(phase(name))).toBe(open);
  });

  it('shows nothing but a boot page during phase 1', () => {
    expect(ask('/api/setup', {}, phase('converting')).value.status).toBe('booting');
    for (const path of ['/', '/api/info', '/api/firmware/slots']) {
      expect(ask(path, {}, phase('converting'))).toMatchObject({ status: 503, type: 'text/html' });
    }
  });

  it('has a page for people', () => {
    expect(ask('/', { loggedIn: false }).body).toContain('High Availability');
  });
});
