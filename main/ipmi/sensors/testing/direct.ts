import { SimulatedClock } from '../../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions, SimpleChassis } from '../../../practice/bmc/index.ts';
import { execute } from '../../../practice/bmc/machine.ts';
import type { Reads } from '../../bmc.ts';
import { DecodeError } from '../../bytes.ts';
import { type CommandKey, commandKey } from '../../commands/registry.ts';
import { completion } from '../../completion-codes.ts';
import { IpmiError, type IpmiErrorCode } from '../../errors.ts';

export interface Direct extends Reads {
  readonly core: BmcCore;
  readonly clock: SimulatedClock;
  /** Commands as they came. */
  readonly asked: CommandKey[];
  /** Called before each command: a completion code to answer with instead, other bytes to answer, or null. */
  meddle: (key: CommandKey, data: Buffer) => number | Buffer | null;
}

/** A practice BMC without network and session: each read is carried out at once. */
export function direct(options: PracticeBmcOptions = {}): Direct {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, chassis: new SimpleChassis({ clock, power: true }), ...options });
  const asked: CommandKey[] = [];
  const fail = (code: IpmiErrorCode, finding: string, status?: number) =>
    new IpmiError({ code, device: 'direct', finding, advice: '', ...(status === undefined ? {} : { status }) });
  const bmc: Direct = {
    name: 'direct',
    core,
    clock,
    asked,
    meddle: () => null,
    read: async (command, request) => {
      await Promise.resolve();
      const key = commandKey(command.netFn, command.cmd);
      if (!key) throw fail('completion', 'no such command', 0xc1);
      asked.push(key);
      const data = command.encodeRequest(request);
      const other = bmc.meddle(key, data);
      const answer = Buffer.isBuffer(other)
        ? { cc: 0, data: other }
        : typeof other === 'number'
          ? { cc: other, data: Buffer.alloc(0) }
          : (execute(core.machine, key, data) ?? { cc: 0xc1, data: Buffer.alloc(0) });
      if (answer.cc !== 0)
        throw fail(completion(command.netFn, command.cmd, answer.cc).code, `${command.name} refused`, answer.cc);
      try {
        return command.decodeResponse(answer.data);
      } catch (e) {
        if (e instanceof DecodeError) throw fail('protocol', e.message);
        throw e;
      }
    },
  };
  return bmc;
}
