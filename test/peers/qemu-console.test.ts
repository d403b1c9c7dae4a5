import { afterEach, expect, test } from 'vitest';
import { seeded } from '../../main/ports/seeded.ts';
import { awaitRmcp } from './support/await-rmcp.ts';
import { PROMPT, READY } from './support/guest-initrd.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { type QemuMachine, startMachine } from './support/qemu.ts';
import { type Watched, watch } from './support/qemu-console.ts';
import { performPower } from './support/rackhand.ts';
import { type SolHubOptions, startSolHub } from './support/sol-hub.ts';
import { startUdpProxy } from './support/udp-proxy.ts';

// The console on a real machine: QEMU boots Linux behind ipmi_sim, and what our client shows is compared with QEMU's own log of
// the serial line. Everything waits for text that was seen, nothing for time.

const SERIAL = 'VM-0815';
const LOSS = 0.2;

let running: AsyncDisposableStack;
afterEach(() => running.disposeAsync());

/** A machine that is off, behind a BMC that answers. */
async function rack(pace?: SolHubOptions['pace']): Promise<{ bmc: IpmiSim; machine: QemuMachine }> {
  running = new AsyncDisposableStack();
  const cable = running.use(await startSolHub(pace ? { pace } : {}));
  const machine = running.use(await startMachine({ serialPort: cable.machinePort }));
  const { chassisControl } = machine;
  const bmc = await startIpmiSim({ serial: SERIAL, machine: { chassisControl, serialPort: cable.bmcPort } });
  running.defer(() => bmc.stop());
  return { bmc, machine };
}

/** Power on through the choke point, and Linux's boot log up to its first prompt on the console. */
async function boot(screen: Watched, bmc: IpmiSim): Promise<void> {
  expect(await performPower(bmc, 'on', { serial: SERIAL })).toMatchObject({ outcome: 'done', after: 'on' });
  await screen.seen(PROMPT, await screen.seen(READY, await screen.seen('Linux version ')));
}

/** Types a line, sees it echoed, and returns the length of the text when the next prompt stands there. */
async function type(screen: Watched, line: string): Promise<number> {
  const before = screen.text().length;
  screen.console.write(Buffer.from(`${line}\r`));
  await screen.console.flushed();
  return screen.seen(PROMPT, await screen.seen(`${line}\r\n`, before));
}

/** A BMC reset. What was typed into its silence shows the client that it is gone, and is discarded, never sent late. */
async function resetAndReopen(screen: Watched, bmc: IpmiSim): Promise<void> {
  bmc.freeze();
  screen.console.write(Buffer.from('echo lost\r'));
  await bmc.reset();
  await screen.opened(2);
  expect(screen.states).toEqual(['connecting', 'open', 'lost', 'open']);
  expect(screen.gaps).toEqual([{ at: expect.any(Number), reason: 'bmc-reset' }]);
}

/** All that the machine has said has come, and nothing else. */
async function expectSameText(screen: Watched, machine: QemuMachine): Promise<void> {
  const said = machine.serialLog();
  await screen.shown(said.length);
  expect(screen.text().toString('latin1')).toBe(said.toString('latin1'));
}

test('power on, boot log, keys, BMC reset, keys: the same text as QEMU logged, byte for byte', async () => {
  const { bmc, machine } = await rack();
  const screen = running.use(watch(bmc));
  await screen.console.open();
  await boot(screen, bmc);
  await type(screen, 'seq 2000');
  await expectSameText(screen, machine);
  await resetAndReopen(screen, bmc);
  await type(screen, 'echo again');
  await expectSameText(screen, machine);
});

test('a BMC reset in the middle of the boot: one marked gap, and the right text on both sides of it', async () => {
  const { bmc, machine } = await rack();
  const screen = running.use(watch(bmc));
  await screen.console.open();
  await performPower(bmc, 'on', { serial: SERIAL });
  await screen.seen('Linux version ');
  await resetAndReopen(screen, bmc);
  if (!machine.serialLog().includes(PROMPT)) await screen.seen(PROMPT);
  const end = await type(screen, 'seq 200');

  const gap = screen.gaps[0]?.at ?? 0;
  const shown = screen.text().subarray(0, end).toString('latin1');
  const said = machine.serialLog().toString('latin1');
  const missing = said.length - shown.length;
  expect(missing).toBeGreaterThan(0);
  expect(shown).toBe(said.slice(0, gap) + said.slice(gap + missing));
});

// ipmi_sim repeats a packet after a second, throws away all that it has buffered at the sixth time-out (lanserv/sol.c, `sol_timeout`),
// and starts to count anew only with an empty buffer. What a BMC has thrown away no client gets back; so the line is slowed down to
// two kibibytes at a time, behind which the buffer is empty, because the client has shown it and its acknowledgement has arrived.
test('20 % loss each way: boot log, keys, BMC reset, keys are the same text, byte for byte', async () => {
  const { bmc, machine } = await rack({
    pieceBytes: 2048,
    async borne(bytesSoFar) {
      await screen.shown(bytesSoFar);
      await link.flush();
      await awaitRmcp(bmc); // It answers in order: what the link has brought before is dealt with.
    },
  });
  const random = seeded(20);
  const link = await startUdpProxy({ target: bmc, plan: () => ({ kind: random() < LOSS ? 'drop' : 'pass' }) });
  running.defer(() => link.close());
  const screen = running.use(watch(link));
  await screen.console.open();
  await boot(screen, bmc);
  await type(screen, 'seq 200');
  await expectSameText(screen, machine);
  await resetAndReopen(screen, bmc);
  await type(screen, 'echo again');
  await expectSameText(screen, machine);

  const lost = link.log.filter(({ verdict }) => verdict === 'drop').length;
  expect(lost / link.log.length).toBeGreaterThan(LOSS / 2);
});
