import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { DupError } from './error.ts';
import { packageInMemory } from './file.ts';
import { readLinuxBin } from './linux-bin.ts';
import { parsePackageXml } from './package-xml.ts';
import { linuxBinOf, SAMPLE_XML } from './testing/package.ts';

const parse = (text: string | Buffer) => parsePackageXml('test.exe', Buffer.from(text));
const changed = (from: string | RegExp, to: string) => {
  const text = SAMPLE_XML.replace(from, to);
  expect(text).not.toBe(SAMPLE_XML);
  return parse(text);
};

describe('package.xml', () => {
  it('is read into facts', () => {
    expect(parse(SAMPLE_XML)).toEqual({
      name: 'Test Server BIOS R640/R740 Version 2.10.1',
      description: 'Fixes & more <things>.',
      vendorVersion: '2.10.1',
      dellVersion: 'A00',
      releaseId: 'TST01',
      packageId: 'TST01',
      packageType: 'LW64',
      date: '2024-02-05T10:11:12-06:00',
      criticality: { value: 2, text: 'Urgent-Dell highly recommends applying this update.' },
      componentType: 'BIOS',
      category: 'BIOS',
      rebootRequired: true,
      powerCycleRequired: false,
      impactsTpm: true,
      components: [{ id: '159', name: 'BIOS', pci: [] }],
      systems: [
        { systemId: '0716', name: 'PowerEdge R640', minimumVersions: ['1.4.9'] },
        { systemId: '0715', name: 'PowerEdge R740', minimumVersions: [] },
      ],
    });
  });

  it('is the same in UTF-16 of either order, and in UTF-8 with a mark', () => {
    const facts = parse(SAMPLE_XML);
    const little = Buffer.from(`\ufeff${SAMPLE_XML.replace('utf-8', 'utf-16')}`, 'utf16le');
    expect(parse(little)).toEqual(facts);
    expect(parse(Buffer.from(little).swap16())).toEqual(facts);
    expect(parse(`\ufeff${SAMPLE_XML}`)).toEqual(facts);
  });

  it('gives PCI numbers, written with or without leading zeros', () => {
    const card =
      '<Device componentID="0101"><PCIInfo vendorID="14e4" deviceID="16d8" subVendorID="1028" subDeviceID="1F1"/></Device>';
    const { components } = changed(/<Device [\s\S]*<\/Device>/, card);
    expect(components).toEqual([
      { id: '101', name: '', pci: [{ vendor: '14E4', device: '16D8', subVendor: '1028', subDevice: '01F1' }] },
    ]);
  });

  it.each([
    [/<Name>[\s\S]*?<\/Name>/, 'Name/Display'],
    [/ vendorVersion="[^"]*"/, 'SoftwareComponent/@vendorVersion'],
    [/ releaseID="[^"]*"/, 'SoftwareComponent/@releaseID'],
    [/<ComponentType [\s\S]*?<\/ComponentType>/, 'ComponentType/@value'],
    [/ componentID="159"/, 'Device/@componentID'],
    [/ systemID="0716"/, 'Model/@systemID'],
  ])('names what is missing: %s', (pattern, name) => {
    expect(() => changed(pattern, '')).toThrow(name);
  });

  it.each([
    ['value="BIOS"', 'value="TOAST"', /ComponentType is TOAST/],
    ['rebootRequired="true"', 'rebootRequired="maybe"', /rebootRequired is neither/],
    ['impactsTPMmeasurements="true"', 'impactsTPMmeasurements="?"', /impactsTPMmeasurements/],
    ['systemID="0716"', 'systemID="0716Z"', /systemID/],
    ['componentID="159"', 'componentID="../1"', /componentID/],
    ['SoftwareComponent schema', 'Component schema', /not well-formed/],
    ['</SoftwareComponent>', '', /not well-formed/],
    ['<SoftwareComponent ', '<!DOCTYPE x [<!ENTITY a "b">]><SoftwareComponent ', /document type/],
  ])('refuses %s as %s', (from, to, message) => {
    expect(() => changed(from, to)).toThrow(message);
  });

  it('expands no entity but the five of XML, and lets no control character out', () => {
    const { description } = changed('Fixes & more', ']]>&amp;lt;&nbsp;<![CDATA[\u009b2J\u202e');
    expect(description).toBe('&lt;&nbsp;2J <things>.');
  });

  it('is refused as binary, as half, and nested without end', () => {
    expect(() => parse(Buffer.from([0x3c, 0xc3, 0x28]))).toThrow(/neither UTF-8/);
    expect(() => parse('')).toThrow(DupError);
    expect(() => parse(`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`)).toThrow(DupError);
    expect(() => parse('<SoftwareComponent>text</SoftwareComponent>')).toThrow(/root/);
  });

  it('answers every damage with its own error or facts', () => {
    const random = seeded(7);
    const results = { read: 0, refused: 0 };
    for (let round = 0; round < 1000; round++) {
      const bytes = Buffer.from(SAMPLE_XML);
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * (round % 2 ? 128 : 256));
      const cut = bytes.subarray(0, random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length);
      try {
        expect(parse(cut).vendorVersion).not.toBe('');
        results.read++;
      } catch (error) {
        expect(error).toBeInstanceOf(DupError);
        results.refused++;
      }
    }
    expect(Math.min(results.read, results.refused)).toBeGreaterThan(20);
  });
});

describe('a Linux package', () => {
  const read = (bytes: Buffer) => readLinuxBin(packageInMemory('test.BIN', bytes));

  it('has its package.xml between two marker lines', async () => {
    const xml = await read(linuxBinOf());
    expect(parse(xml ?? '')).toEqual(parse(SAMPLE_XML));
  });

  it('is none without both markers in their order', async () => {
    expect(await read(Buffer.from('#!/bin/sh\nexit 0\n'))).toBeNull();
    expect(await read(Buffer.from('\n#####Startofpackage#####\n<x/>\n'))).toBeNull();
    expect(await read(Buffer.from('\n#####Startofarchive#####\n\n#####Startofpackage#####'))).toBeNull();
  });
});
