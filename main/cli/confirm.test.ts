import { describe, expect, test } from 'vitest';
import { ConfirmationError, confirmByList, confirmByQuestion, type Each, type Readable } from './confirm.ts';

const signal = new AbortController().signal;

function fake(address: string, serial: string | null): Readable & AsyncDisposable {
  const identity = {
    ...{ serial, chassisSerial: serial, productSerial: null, boardSerial: null },
    ...{ manufacturer: null, product: null, guid: null },
  };
  const status = { power: 'off' } as Awaited<ReturnType<Readable['bmc']['chassisStatus']>>;
  return {
    address,
    bmc: { identity: () => Promise.resolve(identity), chassisStatus: () => Promise.resolve(status) },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const each = (...chassis: [string, string | null][]): Each<Readable & AsyncDisposable>[] =>
  chassis.map(([label, serial]) => ({ label, open: () => Promise.resolve(fake(label, serial)) }));

describe('a list written beforehand', () => {
  test('names exactly the chassis that answer, in any order and case', async () => {
    const all = each(['a', 'S1'], ['b', 'S2'], ['c', null]);
    const confirm = await confirmByList(all, ['s2,S1', 'C'], signal);
    expect(await confirm('a', fake('a', 'S1'))).toBeNull();
    expect(await confirm('c', fake('c', null))).toBeNull();
  });

  test('another chassis behind a confirmed address ends it', async () => {
    const confirm = await confirmByList(each(['a', 'S1'], ['b', 'S2']), ['S1', 'S2'], signal);
    expect(await confirm('b', fake('b', 'S1'))).toMatchObject({ ends: true, cancelled: false });
    expect(await confirm('b', fake('b', 'S3'))).toMatchObject({ ends: true });
  });

  test.each([
    ['one is missing in the list', each(['a', 'S1'], ['b', 'S2']), ['S1'], 'b has serial s2, which was not confirmed'],
    ['one too many in the list', each(['a', 'S1']), ['S1', 'S9'], 's9 was confirmed, but no BMC has it'],
    ['one chassis under two names', each(['a', 'S1'], ['b', 'S1']), ['S1'], 'b is the same chassis as a: s1'],
    [
      'one that cannot be read',
      [...each(['a', 'S1']), { label: 'b', open: () => Promise.reject(new Error('dead')) }],
      ['S1'],
      'b could not be read: dead',
    ],
  ])('nothing at all is sent: %s', async (_, all, list, reason) => {
    const outcome = await confirmByList(all, list, signal).catch((e: unknown) => e);
    expect(outcome).toBeInstanceOf(ConfirmationError);
    expect((outcome as ConfirmationError).message).toBe(`Nothing was sent. ${reason}.`);
  });
});

describe('a question for each', () => {
  const asking = (answer: string) => confirmByQuestion(() => Promise.resolve(answer), 'reset', signal);

  test('is answered by the serial', async () => {
    expect(await asking(' s1 ')('a', fake('a', 'S1'))).toBeNull();
  });

  test('nothing leaves one out, anything else ends it', async () => {
    expect(await asking('')('a', fake('a', 'S1'))).toMatchObject({ ends: false, cancelled: true });
    expect(await asking('yes')('a', fake('a', 'S1'))).toMatchObject({ ends: true, cancelled: true });
  });

  test('is not asked twice for one chassis', async () => {
    const confirm = asking('S1');
    expect(await confirm('a', fake('a', 'S1'))).toBeNull();
    expect(await confirm('b', fake('b', 'S1'))).toMatchObject({ ends: true });
  });

  test('an interruption is a no', async () => {
    const confirm = confirmByQuestion(() => Promise.reject(new Error('aborted')), 'on', signal);
    expect(await confirm('a', fake('a', 'S1'))).toMatchObject({ cancelled: true });
  });
});
