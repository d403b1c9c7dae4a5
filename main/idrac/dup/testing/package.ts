/** The package of the tests, whole or with a part of it changed. */
import { linuxPackageOf, type PackageOptions, packageOf } from '../../../practice/packages/program.ts';
import type { ZipMember } from '../../../practice/packages/zip.ts';

export { peStub } from '../../../practice/packages/program.ts';

/** An update of the R640's BIOS (system ID 0716) that was never published. */
export const SAMPLE_XML = `<?xml version="1.0" encoding="utf-8"?>
<SoftwareComponent schemaVersion="2.0" packageID="TST01" releaseID="TST01" dateTime="2024-02-05T10:11:12-06:00"
  releaseDate="February 05, 2024" vendorVersion="2.10.1" dellVersion="A00" packageType="LW64" rebootRequired="true" hashMD5="">
  <Name><Display lang="en"><![CDATA[Test Server BIOS R640/R740 Version 2.10.1]]></Display><Display lang="de">Test-BIOS</Display></Name>
  <ComponentType value="BIOS"><Display lang="en"><![CDATA[BIOS]]></Display></ComponentType>
  <Description><Display lang="en"><![CDATA[Fixes & more <things>.]]></Display></Description>
  <LUCategory value="BIOS"><Display lang="en">BIOS</Display></LUCategory>
  <Category value="BI"><Display lang="en">BIOS</Display></Category>
  <SupportedDevices>
    <Device componentID="159" embedded="1">
      <Display lang="en"><![CDATA[BIOS]]></Display>
      <RollbackInformation fmpWrapperIdentifier="x" impactsTPMmeasurements="true" rollbackTimeout="720"/>
      <PayloadConfiguration><Image filename="payload/bios.hdr" id="1" type="BIOS" version="2.10.1" skip="false"/></PayloadConfiguration>
    </Device>
  </SupportedDevices>
  <SupportedSystems>
    <Brand key="3" prefix="PE"><Display lang="en">PowerEdge</Display>
      <Model systemID="0716" systemIDType="BIOS"><Display lang="en">R640</Display><Dependency version="1.4.9"/></Model>
      <Model systemID="0715" systemIDType="BIOS"><Display lang="en">R740</Display></Model>
    </Brand>
  </SupportedSystems>
  <Criticality value="2"><Display lang="en"><![CDATA[Urgent-Dell highly recommends applying this update.]]></Display></Criticality>
</SoftwareComponent>
`;

export const PAYLOAD: ZipMember = { name: 'payload/bios.hdr', data: Buffer.alloc(900, 'firmware '), store: true };

export type DupOptions = Partial<PackageOptions>;

/** An unsigned package. */
export const dupOf = (options: DupOptions = {}): Buffer =>
  packageOf({ xml: SAMPLE_XML, members: [PAYLOAD], ...options });

export const linuxBinOf = (xml = SAMPLE_XML): Buffer => linuxPackageOf(xml);
