/** A small upgrade of a pair, close enough to the real one to exercise every kind of step and rule. Tests only. */
import type { Binding } from '../events.ts';
import { loadLibrary, type SourceFile } from '../loader.ts';
import type { Library } from '../model.ts';
import { headOf, T } from './head.ts';

export const FACTS = `
facts:
  targetVersion: { label: ${T}, type: version }
  slave.serial: { label: ${T}, type: text }
  isoHash: { label: ${T}, type: sha256 }
  test.verdict: { label: ${T}, type: enum, values: { pass: ${T}, fail: ${T} } }
  slave.bmc.powerStatus:
    label: ${T}
    type: enum
    values: { on: ${T}, off: ${T} }
    sense: { probe: bmc.power, role: slave, field: powerStatus }
  slave.bmc.serial: { label: ${T}, type: text, sense: { probe: bmc.identity, role: slave, field: serial } }
  webUi.up: { label: ${T}, type: boolean, sense: { probe: sps.web, role: [master, node], field: up } }
  runningVersion: { label: ${T}, type: version, sense: { probe: sps.info, role: [master, node], field: version } }
  console.version:
    { label: ${T}, type: text, sense: { probe: bmc.console, role: master, field: line, pattern: 'SPS (\\S+) booting' } }
  console.login: { label: ${T}, type: text, sense: { probe: bmc.console, role: master, field: line, pattern: 'login:' } }
  slave.shutdownOrdered: { label: ${T}, type: boolean }
  t0: { label: ${T}, type: boolean }
  shutdownAt: { label: ${T}, type: time }
  shown.version: { label: ${T}, type: version, paste: { from: sps.versionDetails, field: version } }
  shown.heartbeat: { label: ${T}, type: text, paste: { from: sps.haPage, field: heartbeat } }
  functional.ok: { label: ${T}, type: boolean }
  downtime: { label: ${T}, type: number, unit: min }
  metadb.done: { label: ${T}, type: boolean, recordable: true }
  supportCase.decision:
    label: ${T}
    type: enum
    values: { none: ${T}, power-on-slave: ${T} }
    recordable: true
  master.verified:
    label: ${T}
    type: boolean
    derive: >-
      known(t0) && at(runningVersion) > at(t0) && webUi.up
      && runningVersion == targetVersion && functional.ok
`;

export const INTERLOCKS = `
interlocks:
  I-SPS-001:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '000', lines: L202 },
      when: '!known(t0)', requires: test.verdict == 'pass',
      blocks: [ { actions: [sps.firmware.activate], roles: any } ] }
  I-SPS-005:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '000', lines: L95 },
      when: '!known(slave.shutdownOrdered)',
      requires: age(slave.bmc.powerStatus) < 15min && slave.bmc.serial == slave.serial,
      blocks: [ { actions: [sps.otherNode.shutdown], roles: [slave] } ] }
  I-SPS-010:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '000', lines: L438-442 },
      when: known(slave.shutdownOrdered),
      requires: master.verified || supportCase.decision == 'power-on-slave',
      blocks: [ { actions: [power.on, power.cycle, power.reset, power.soft], roles: [slave] } ],
      outlivesRun: true }
  I-SPS-015:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '000', lines: L114 },
      when: known(t0), requires: webUi.up && at(webUi.up) > at(t0),
      blocks: [ { actions: ['power.*'], roles: [master] } ], outlivesRun: true }
  I-SPS-017:
    { severity: timer, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '000', lines: L246 },
      when: known(t0), requires: webUi.up || since(t0) < 30min }
  I-SPS-020:
    { severity: gated, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool },
      when: known(t0), requires: metadb.done,
      blocks: [ { actions: [power.on], roles: [slave] } ] }
  I-SPS-052:
    { severity: soft, title: ${T}, reason: ${T}, lift: ${T}, source: { document: '001', lines: L77 },
      when: 'true', requires: 'false',
      blocks: [ { actions: [sps.firmware.activate], roles: any } ] }
`;

export const UPGRADE = `${headOf('upgrade', { source: "{ document: '000', lines: L343-457 }" })}
resolves: [ { id: G-001, how: ${T} } ]
roles:
  master: { label: ${T}, needs: [bmc, web] }
  slave: { label: ${T}, needs: [bmc] }
interlocks: [I-SPS-001, I-SPS-005, I-SPS-010, I-SPS-015, I-SPS-017, I-SPS-020, I-SPS-052]
steps:
  - id: plan
    kind: input
    title: ${T}
    sources: [ { document: tool } ]
    asks:
      - { fact: targetVersion, accept: "targetVersion > '5.0.0'", mismatch: { en: too old, de: zu alt } }
      - { fact: slave.serial }
      - { fact: isoHash, optional: true }
  - { id: rehearse, kind: guide, title: ${T}, sources: [ { document: tool } ], when: "targetVersion >= '6.0'" }
  - { id: test, kind: guide, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: test.verdict } ] }
  - id: tested
    kind: decide
    title: ${T}
    sources: [ { document: tool } ]
    cases: [ { when: test.verdict == 'pass', goto: activate } ]
    otherwise: test
  - { id: activate, kind: guide, title: ${T}, sources: [ { document: tool } ], manual: sps.firmware.activate }
  - { id: identify, kind: sense, title: ${T}, sources: [ { document: tool } ], on: slave, reads: [slave.bmc.powerStatus, slave.bmc.serial], until: slave.bmc.powerStatus == 'on' }
  - id: shutdown
    kind: guide
    title: ${T}
    sources: [ { document: tool } ]
    on: slave
    manual: sps.otherNode.shutdown
    begins: [slave.shutdownOrdered]
    marks: [shutdownAt]
  - { id: slave-off, kind: sense, title: ${T}, sources: [ { document: tool } ], on: slave, reads: [slave.bmc.powerStatus], until: slave.bmc.powerStatus == 'off', every: 20s }
  - { id: reboot, kind: guide, title: ${T}, sources: [ { document: tool } ], on: master, manual: sps.thisNode.reboot, marks: [t0] }
  - id: boot
    kind: wait
    title: ${T}
    sources: [ { document: tool } ]
    on: master
    reads: [webUi.up]
    until: webUi.up
    every: 15s
    reference: t0
    atLeast: 30s
    normal:
      - { until: 20min, level: green, text: ${T} }
      - { until: 30min, level: amber, text: ${T} }
      - { level: red, text: ${T} }
    limit: { after: 30min, goto: stuck }
  - { id: version, kind: sense, title: ${T}, sources: [ { document: tool } ], on: master, reads: [runningVersion, webUi.up] }
  - id: upgraded
    kind: decide
    title: ${T}
    sources: [ { document: tool } ]
    cases: [ { when: runningVersion == targetVersion, goto: check } ]
    otherwise: stuck
  - { id: stuck, kind: input, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: supportCase.decision } ] }
  - id: decided
    kind: decide
    title: ${T}
    sources: [ { document: tool } ]
    cases: [ { when: supportCase.decision == 'power-on-slave', goto: power } ]
    otherwise: stop
  - { id: check, kind: input, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: functional.ok, accept: functional.ok, mismatch: { en: not yet, de: noch nicht } } ] }
  - { id: power, kind: procedure, title: ${T}, sources: [ { document: tool } ], procedure: power-on }
  - { id: cool, kind: wait, title: ${T}, sources: [ { document: tool } ], atLeast: 1min }
  - { id: close, kind: guide, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: downtime, optional: true } ] }
`;

export const POWER_ON = `${headOf('power-on', { source: "{ document: '000', lines: L455 }" })}
roles:
  slave: { label: ${T}, needs: [bmc] }
interlocks: [I-SPS-010]
steps:
  - { id: 'on', kind: act, title: ${T}, sources: [ { document: tool } ], on: slave, action: power.on }
  - { id: confirm, kind: sense, title: ${T}, sources: [ { document: tool } ], on: slave, reads: [slave.bmc.powerStatus], until: slave.bmc.powerStatus == 'on' }
`;

export const FILES: SourceFile[] = [
  { path: 'resources/procedures/sps/facts.yaml', text: FACTS },
  { path: 'resources/procedures/sps/interlocks.yaml', text: INTERLOCKS },
  { path: 'resources/procedures/sps/upgrade.yaml', text: UPGRADE },
  { path: 'resources/procedures/sps/power-on.yaml', text: POWER_ON },
];

/** Loads texts that a test expects to be right. */
export function loaded(files: readonly SourceFile[]): Library {
  const result = loadLibrary(files);
  if (result.ok) return result.library;
  throw new Error(
    result.errors.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n'),
  );
}

export const BINDINGS: Binding[] = [
  {
    role: 'master',
    deviceId: 'sps-a',
    deviceName: 'SPS A',
    serial: 'A1',
    bmc: '127.0.0.1:6231',
    web: 'https://127.0.0.1:8441',
  },
  { role: 'slave', deviceId: 'sps-b', deviceName: 'SPS B', serial: 'B2', bmc: '127.0.0.1:6232', web: null },
];
