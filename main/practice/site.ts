import type { Device, Site } from '../../preload/contract.ts';
import { practiceBmcUser, practiceIdracUser, practiceSshUser, practiceWebUser } from './credentials.ts';
import { DELL_ID, DELL_TAG, DEVICE_ID, RS_ID, RS_SERIAL, SERIAL } from './identity.ts';
import { APPLIANCES as IMPRIVATA } from './imprivata/enterprise.ts';
import type { PracticeRack } from './rack.ts';
import { INDEXER_IDS, INDEXERS } from './sps/practice-indexers.ts';
import { SIDES } from './u-series/pair.ts';
import { PAIR_ID, PAIR_TAG } from './u-series/practice-pair.ts';

/** The practice rack as a site, so that every process can use it as if it were real. */
export function practiceSite(rack: PracticeRack): Site {
  const bmc = (port: number | undefined): Device['bmc'] =>
    port === undefined
      ? null
      : { address: `127.0.0.1:${port}`, user: practiceBmcUser, cipherSuite: 17, suite3Consent: null };
  const node = (letter: 'a' | 'b', rackUnit: number): Device => ({
    id: DEVICE_ID[letter],
    name: `SPS ${letter.toUpperCase()}`,
    product: 'sps',
    model: 'T4',
    serial: SERIAL[letter],
    rackUnit,
    heightUnits: 1,
    bmc: bmc(rack.bmcs[letter]?.port),
    web: null,
    idrac: null,
  });
  const web = { url: `https://127.0.0.1:${rack.webPort}`, user: practiceWebUser, pin: rack.certificate.fingerprint256 };
  const { updates } = rack.remoteSupport;
  return {
    id: 'practice',
    name: 'Practice rack',
    // In the vendors' words only: notes are shown as they are, in every language.
    notes: [
      `High Availability: ${web.url}/`,
      `Remote Support, /updates: ${updates.url}/ (SHA-256 ${updates.pin})`,
      ...(rack.dns === null ? [] : [`DNS: ${rack.dns}, site-….practice.invalid`]),
    ].join('\n'),
    devices: [
      // The pair has one web interface, and the master serves it: the slave has none to read.
      { ...node('a', 12), web },
      rack.slaveBmc ? { ...node('b', 10), bmc: rack.slaveBmc } : node('b', 10),
      dell(rack),
      { ...remoteSupport(rack), bmc: bmc(rack.remoteSupport.bmcPort) },
      ...indexers(rack),
      ...usPair(rack),
      ...imprivata(rack),
      ...groups(rack),
    ],
    practice: { scale: rack.scale, control: rack.control },
  };
}

function dell({ dell: { state, certificate, redfishPort, sshPort, sshPin } }: PracticeRack): Device {
  return {
    id: DELL_ID,
    name: 'US A',
    product: 'u-series',
    model: state.model,
    serial: DELL_TAG,
    rackUnit: 8,
    heightUnits: 1,
    bmc: null,
    web: null,
    idrac: {
      address: `127.0.0.1:${redfishPort}`,
      sshPort,
      user: practiceIdracUser,
      tlsPin: certificate.fingerprint256,
      sshPin,
      legacySsh: null,
    },
  };
}

function remoteSupport({ remoteSupport: { certificate, webPort } }: PracticeRack): Device {
  return {
    id: RS_ID,
    name: 'RS A',
    product: 'remote-support',
    model: 'B300',
    serial: RS_SERIAL,
    rackUnit: 6,
    heightUnits: 1,
    bmc: null,
    web: { url: `https://127.0.0.1:${webPort}`, user: practiceWebUser, pin: certificate.fingerprint256 },
    idrac: null,
  };
}

/** The external indexer hosts above the SPS pair; none where the rack was started without. */
function indexers({ indexers: hosts }: PracticeRack): Device[] {
  if (!hosts) return [];
  return INDEXER_IDS.map((id, n) => {
    const { port, pin } = hosts.at(id);
    return {
      ...{ id, name: `IDX ${n + 1}`, product: 'sps', model: INDEXERS[id] === 'systemd' ? 'CentOS 7' : 'CentOS 6.5' },
      ...{ serial: `RH-${id.toUpperCase()}`, rackUnit: 18 + n, heightUnits: 1, bmc: null, web: null, idrac: null },
      ssh: { address: `127.0.0.1:${port}`, user: practiceSshUser, pin },
    };
  });
}

/** The pair of U-Series appliances; none where the rack was started without one. */
function usPair({ usPair: pair }: PracticeRack): Device[] {
  if (!pair) return [];
  return SIDES.map((side, n) => ({
    id: PAIR_ID[side],
    name: `US ${n + 1}`,
    product: 'u-series',
    model: 'U-Series 50',
    serial: PAIR_TAG[side],
    rackUnit: 16 - 2 * n,
    heightUnits: 2,
    bmc: null,
    web: {
      url: `https://127.0.0.1:${pair.webPort(side)}`,
      user: practiceWebUser,
      pin: pair.certificate.fingerprint256,
    },
    idrac: null,
  }));
}

/** The four appliances of the enterprise, at the bottom of the rack; none where it was started without. */
function imprivata({ enterprise }: PracticeRack): Device[] {
  if (!enterprise) return [];
  const pin = enterprise.certificate.fingerprint256;
  return IMPRIVATA.map((id, n) => ({
    id,
    name: `IMP ${id.slice(-1).toUpperCase()}`,
    product: 'imprivata',
    model: 'G4',
    serial: `RH-${id.toUpperCase()}`,
    rackUnit: 4 - n,
    heightUnits: 1,
    bmc: null,
    web: { url: `https://127.0.0.1:${enterprise.webPort(id)}`, user: practiceWebUser, pin },
    idrac: null,
  }));
}

/** The groups of Remote Support appliances, above everything else; none where the rack was started without. */
function groups({ groups: all }: PracticeRack): Device[] {
  const members = all.flatMap((group) => group.model.members.map((member) => ({ ...member, group })));
  return members.map(({ id, name, group }, n) => ({
    ...{ id, name, product: 'remote-support', model: 'B300', serial: `RH-${id.toUpperCase()}` },
    ...{ rackUnit: 20 + members.length - n, heightUnits: 1, bmc: null, idrac: null },
    web: {
      url: `https://127.0.0.1:${group.webPort(id)}`,
      user: practiceWebUser,
      pin: group.certificate.fingerprint256,
    },
  }));
}
