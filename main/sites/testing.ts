import type { Device, Site } from '../../preload/contract.ts';

export const aDevice = (change: Partial<Device> = {}): Device => ({
  id: 'sps-a',
  name: 'SPS A',
  product: 'sps',
  model: 'T10',
  serial: 'ABC123',
  rackUnit: 10,
  heightUnits: 1,
  bmc: { address: '192.0.2.10', user: 'ADMIN', cipherSuite: 17, suite3Consent: null },
  web: { url: 'https://sps-a.example', user: 'admin', pin: null },
  idrac: null,
  ...change,
});

export const anotherDevice = (change: Partial<Device> = {}): Device =>
  aDevice({ id: 'sps-b', name: 'SPS B', serial: 'XYZ789', bmc: null, web: null, ...change });

export const aSite = (change: Partial<Site> = {}): Site => ({
  id: 'vienna',
  name: 'Vienna',
  notes: '',
  devices: [aDevice(), anotherDevice()],
  practice: null,
  ...change,
});
