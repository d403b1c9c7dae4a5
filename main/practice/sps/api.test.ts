import { describe, expect, it } from 'vitest';
import { type ApiRequest, answer, listens } from './api.ts';
import type { Phase } from './node.ts';
import { newPair, type PairState } from './pair.ts';

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
  return { ...reply, value: reply.type === 'application/json' ? JSON.parse(reply.body) : null };
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
