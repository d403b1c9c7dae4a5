/**
 * What a simulated node writes to its serial port in each phase, as a script: text and the simulated second in the phase
 * at which it comes. Pure. The words are ours; only their kind (firmware, kernel, conversion with a counter, services,
 * login) is what a technician will see on a real one.
 */
import { DURATION, type NodeState, type Surroundings } from './node.ts';

export interface Said {
  /** Simulated seconds since the phase began. */
  at: number;
  /** With its line break, where it has one. */
  text: string;
}

const line = (at: number, text: string): Said => ({ at, text: `${text}\r\n` });
const stamp = (seconds: number) => `[${seconds.toFixed(6).padStart(12)}]`;

const FIRMWARE = [
  '\x1b[2J\x1b[1;1H\x1b[1mPractice BIOS 3.4\x1b[0m',
  'Memory: 65536 MB, ECC enabled',
  'CPU 0: 8 cores, CPU 1: 8 cores',
  'Serial console redirection: COM2, 115200 8n1',
];
const DEVICES = [
  'storage: controller 0, firmware 6.36, 2 virtual drives',
  'storage: virtual drive 0: RAID-1, 2 of 2 drives, optimal',
  'storage: virtual drive 1: RAID-10, 8 of 8 drives, optimal',
  'net: port 1 up, 10 Gbit/s',
  'net: port 2 up, 10 Gbit/s',
  'net: HA link up, 1 Gbit/s',
  'fs: root mounted read-only, 0 errors',
  'fs: data volume: journal replayed, 0 errors',
];
const SERVICES = ['clock', 'network', 'high availability', 'session database', 'indexer', 'audit trail store'];

/** How many parts the conversion of the session database counts to. */
export const PARTS = 42;

function booting(node: NodeState): Said[] {
  const span = DURATION.boot;
  const out: Said[] = FIRMWARE.map((text, i) => line(1 + i * 4, text));
  out.push(line(span * 0.25, `Rackhand practice SPS ${node.afterReboot} booting`));
  DEVICES.forEach((text, i) => {
    const at = span * (0.3 + 0.05 * i);
    out.push(line(at, `${stamp(at / 8)} ${text}`));
  });
  out.push(line(span * 0.75, `${stamp(span / 10)} core firmware ${node.version}, next ${node.afterReboot}`));
  return out;
}

function converting(node: NodeState, around: Surroundings): Said[] {
  const span = around.slowBoot ? DURATION.slowConvert : DURATION.convert;
  const out = [
    line(1, `phase 1: session database of ${node.version} found, ${node.afterReboot} needs another format`),
    line(2, 'phase 1: do not switch off, do not restart, do not press keys'),
  ];
  for (let part = 1; part <= PARTS; part++) {
    const at = 3 + ((span - 8) * part) / PARTS;
    out.push(line(at, `phase 1: converting the session database (${part}/${PARTS})`));
  }
  out.push(line(span - 2, around.upgradeFails ? 'phase 1: FAILED: table 17 cannot be converted' : 'phase 1: finished'));
  return out;
}

function up(node: NodeState, name: string): Said[] {
  const out = SERVICES.map((service, i) => line(1 + i, `starting ${service} ... ok`));
  out.push(line(8, 'web interface is up'), line(9, ''), line(9, `${name}, core firmware ${node.version}`));
  out.push({ at: 10, text: `${name} login: ` });
  return out;
}

/** The script of the phase that the node is in. `name`: what it calls itself at the prompt. */
export function bootLog(node: NodeState, around: Surroundings, name: string): Said[] {
  const { phase } = node;
  switch (phase.name) {
    case 'off':
      return [];
    case 'booting':
      return booting(node);
    case 'converting':
      return converting(node, around);
    case 'rolling-back':
      return [
        line(1, `rollback: returning to ${node.version}`),
        line(DURATION.rollBack - 5, 'rollback: finished, the former database is in use'),
      ];
    case 'running':
      return up(node, name);
    case 'stopping':
      return [
        line(1, 'The system is going down'),
        ...[...SERVICES].reverse().map((service, i) => line(2 + i * 5, `stopping ${service} ... ok`)),
        line(DURATION.stop - 2, phase.into === 'off' ? 'power down' : 'restarting system'),
      ];
  }
}

/** What the node answers to typed characters in this phase; `typed` is what stands at the prompt so far. */
export function answerTo(
  bytes: Buffer,
  running: boolean,
  name: string,
  typed: string,
): { echo: string; typed: string } {
  if (!running) return { echo: '', typed: '' };
  let echo = '';
  let at = typed;
  for (const byte of bytes) {
    if (byte === 0x0d || byte === 0x0a) {
      echo += at === '' ? `\r\n${name} login: ` : `\r\nPassword: \r\nLogin incorrect\r\n${name} login: `;
      at = '';
    } else if (byte === 0x7f || byte === 0x08) {
      if (at !== '') echo += '\b \b';
      at = at.slice(0, -1);
    } else if (byte >= 0x20 && byte < 0x7f && at.length < 64) {
      echo += String.fromCharCode(byte);
      at += String.fromCharCode(byte);
    }
  }
  return { echo, typed: at };
}
