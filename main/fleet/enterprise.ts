/**
 * Private enterprise numbers (IANA registry) of the makers whose BMCs are met in racks. The ASF pong and Get Device ID
 * carry them.
 */
const NAMES: Readonly<Record<number, string>> = {
  2: 'IBM',
  11: 'Hewlett-Packard',
  42: 'Sun Microsystems',
  119: 'NEC',
  343: 'Intel',
  674: 'Dell',
  1991: 'Foundry Networks',
  2011: 'Huawei',
  4542: 'ASF',
  4769: 'IBM eServer X',
  5771: 'Cisco',
  6653: 'Tyan',
  7154: 'IPMI forum',
  7244: 'Quanta',
  10297: 'Advantech',
  10368: 'Fujitsu',
  10437: 'Peppercon',
  10876: 'Super Micro',
  15000: 'Kontron',
  19046: 'Lenovo',
  20974: 'American Megatrends',
  47196: 'Hewlett Packard Enterprise',
  47488: 'Super Micro',
  49622: 'OpenBMC',
};

/** The maker's name, or null for a number that is not in the table. */
export function enterpriseName(number: number): string | null {
  return NAMES[number] ?? null;
}
