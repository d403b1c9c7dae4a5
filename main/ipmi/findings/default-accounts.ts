/** Accounts that leave the factory with a password everybody can look up: user and password. */
const FACTORY: readonly (readonly [string, string])[] = [
  ['ADMIN', 'ADMIN'], // Supermicro before 2020
  ['root', 'calvin'], // Dell iDRAC
  ['root', '0penBmc'], // OpenBMC
  ['root', 'changeme'], // Sun, Oracle ILOM
  ['root', 'superuser'], // AMI MegaRAC
  ['sysadmin', 'superuser'], // AMI MegaRAC
  ['admin', 'admin'], // AMI, Asus, Fujitsu iRMC
  ['admin', 'password'], // Cisco
  ['administrator', 'password'],
  ['USERID', 'PASSW0RD'], // IBM, Lenovo
];

/** Whether this login, which the operator uses anyway, is a factory one. Nothing is ever tried out on a BMC. */
export function isFactoryLogin(user: string, password: Buffer): boolean {
  return FACTORY.some(
    ([name, word]) => name.toLowerCase() === user.toLowerCase() && password.equals(Buffer.from(word)),
  );
}
