/**
 * Recorded from ipmitool 1.8.19 with -vvvvv (its own intermediate values, not ours): suite 3 against ipmi_sim 2.0.33,
 * suite 17 with K_g against the practice BMC. Hex, in wire order; `rakp4` before it is cut. Users and keys are test ones.
 */
export const IPMITOOL_VECTORS = [
  {
    suite: 3,
    password: 'adminpw',
    kg: null,
    consoleId: 'a4a3a2a0',
    bmcId: '02840000',
    consoleRandom: '8546fd02d802ae2a71fa1a3dd5970b5c',
    bmcRandom: '6da95e389ced712a059bb1fffaeb84b5',
    guid: 'a123456789abcdefa123456789abcdef',
    role: 20,
    user: 'admin',
    rakp2: '18a3d9f2d0c60e858dbf6cbff9ffc52a97658039',
    rakp3: '8ef43bb8e69aefd3d48f05a3f767e63a6a750398',
    sik: 'd4fb80150b36585639b4c5e044e27c55bf009da2',
    k1: 'd209410c404912c519fe98f4de8ae53ec1e89237',
    k2: '6f109c428d11fa4abbab8eec8fbf2bba16f0230f',
    rakp4: 'a2dc2256241db8efae2d52650b987113b54bf176',
    firstRequest:
      '0600ff0706c0028400000300000020000a06c99a152459989a4f8f5241849edd20cb56c31602bcca39bb587cbb114ae2ffff0207f9af4b16a6513b276f034259',
    firstResponse:
      '0600ff0706c0a4a3a2a001000000200061bde8ed7d58dbfbc97e442585fd832480cf17f57c5cca27b5b16b609fe374b9ffff02079292cdaebc6cce7b394d201d',
  },
  {
    suite: 17,
    password: 'adminpw',
    kg: 'KGKEY-abcdefghij0123',
    consoleId: 'a4a3a2a0',
    bmcId: 'c2f80e19',
    consoleRandom: 'faa01998102cb1a5873059aeac9f1591',
    bmcRandom: 'e3dcfd96f3b36798a311cc0ac40b3f07',
    guid: '1e7c5b8d0a3f524c9a6100c0ffee0001',
    role: 20,
    user: 'admin',
    rakp2: '18098a4e17996cfec583162e2bf12606e374ec9a279c37203bc29e13e09b4c62',
    rakp3: '2a09f4608ee94bfbe206bab8b2d0762d730243a703827e51c7e7b879995b1c64',
    sik: 'a5dd872e6fdb1ff3eb2e3c9bfcb262c48721958cca5d3735bd5028bd21ba93c3',
    k1: '6b9d064c749fd75e61d4e4357e6b46ec4b37f811f88ede592024d787610a7601',
    k2: '4b765c71dd8d33df66f7f3e4ef96d08b69b6dca9591f08423d75e05542e30d63',
    rakp4: '17655e4b075cf707df2691e821f9f5143dc997dd57ce7dcaa20dfee9e5baedc8',
    firstRequest:
      '0600ff0706c0c2f80e190300000020007a655ecf60702d13bcdd112498f543214c9f92a9a6b94d16ecdb02fa2875ac4dffff02077c2d761d31df07838e79fae03d5a0ac5',
    firstResponse:
      '0600ff0706c0a4a3a2a0010000002000d59d6223f2738a00621788e28afde40b1019174d8c825df0803b53c9b4c91a8bffff0207902c93aba6a2d1e429059d2f586f0bf9',
  },
] as const;
