/** The packages to rehearse with: two that fit the practice Dell server, and one of each kind that must be refused. */
import { signProgram } from './authenticode.ts';
import { linuxPackageOf, packageOf } from './program.ts';
import type { PackageSigner } from './signer.ts';

export interface PracticePackage {
  /** The practice iDRAC tells a package by its name, as Dell names them: kind, release, system, version. */
  name: string;
  bytes: Buffer;
}

interface Contents {
  kind: 'BIOS' | 'iDRAC';
  version: string;
  system: { id: string; name: string };
}

const R640 = { id: '0716', name: 'R640' };
const R730 = { id: '0627', name: 'R730' };

/** Signed by `signer`. The names say what each is for. */
export async function practicePackages(signer: PackageSigner): Promise<PracticePackage[]> {
  const signed = (contents: Contents) => signProgram(program(contents), signer);
  const bios = { kind: 'BIOS', version: '2.12.2', system: R640 } as const;
  const damaged = await signed(bios);
  const at = damaged.indexOf(PAYLOAD);
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
  return [
    { name: 'BIOS_PRACT_WN64_2.12.2.EXE', bytes: await signed(bios) },
    {
      name: 'iDRAC-with-Lifecycle-Controller_Firmware_PRACT_WN64_5.10.50.00_A00.EXE',
      bytes: await signed({ kind: 'iDRAC', version: '5.10.50.00', system: R640 }),
    },
    {
      name: 'BIOS_OTHER-MODEL_WN64_2.19.0.EXE',
      bytes: await signed({ kind: 'BIOS', version: '2.19.0', system: R730 }),
    },
    { name: 'BIOS_OLDER_WN64_2.8.1.EXE', bytes: await signed({ ...bios, version: '2.8.1' }) },
    { name: 'BIOS_DAMAGED_WN64_2.12.2.EXE', bytes: damaged },
    { name: 'BIOS_LINUX_LN64_2.12.2.BIN', bytes: linuxPackageOf(packageXml(bios)) },
  ];
}

const PAYLOAD = 'practice firmware';

const program = (contents: Contents): Buffer =>
  packageOf({
    xml: packageXml(contents),
    members: [{ name: 'payload/firmware.img', data: Buffer.alloc(4096, PAYLOAD), store: true }],
  });

const KINDS = {
  BIOS: { type: 'BIOS', category: 'BIOS', component: 159, name: 'BIOS', reboot: true, tpm: true },
  iDRAC: {
    ...{ type: 'FRMW', category: 'iDRAC with Lifecycle Controller', component: 25227, reboot: false, tpm: false },
    name: 'Integrated Dell Remote Access Controller',
  },
} as const;

function packageXml({ kind, version, system }: Contents): string {
  const { type, category, component, name, reboot, tpm } = KINDS[kind];
  return `<?xml version="1.0" encoding="utf-8"?>
<SoftwareComponent schemaVersion="2.0" packageID="PRACT" releaseID="PRACT" dateTime="2026-01-12T10:00:00Z"
  releaseDate="January 12, 2026" vendorVersion="${version}" dellVersion="A00" packageType="LW64" rebootRequired="${reboot}">
  <Name><Display lang="en">Practice ${kind} ${system.name}, ${version}</Display></Name>
  <ComponentType value="${type}"><Display lang="en">${type}</Display></ComponentType>
  <Description><Display lang="en">For rehearsal on the practice rack; holds no firmware.</Display></Description>
  <LUCategory value="${category}"><Display lang="en">${category}</Display></LUCategory>
  <SupportedDevices>
    <Device componentID="${component}" embedded="1">
      <Display lang="en">${name}</Display>
      <RollbackInformation impactsTPMmeasurements="${tpm}"/>
    </Device>
  </SupportedDevices>
  <SupportedSystems>
    <Brand key="3" prefix="PE"><Display lang="en">PowerEdge</Display>
      <Model systemID="${system.id}" systemIDType="BIOS"><Display lang="en">${system.name}</Display></Model>
    </Brand>
  </SupportedSystems>
  <Criticality value="2"><Display lang="en">Recommended for rehearsal</Display></Criticality>
</SoftwareComponent>
`;
}
