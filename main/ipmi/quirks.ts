/**
 * What real BMCs do against the specification, by name. Each entry says where it was seen, what this driver does about it
 * and, where a person must act, the advice. Source of the sightings: FreeIPMI 1.6.10 "bugs, issues and workarounds" and
 * the project's reference folder.
 */
export interface Quirk {
  seenOn: string;
  /** What the driver does by itself. */
  handling: string;
  /** What to tell the operator when it bites; empty when nothing needs telling. */
  advice: string;
}

export const QUIRKS = {
  /** FreeIPMI LAN Session Issue #7. */
  'x9-checksum': {
    seenOn: 'Supermicro X9SCM-iiF, X9DRi-F, X9DRFR: wrong checksums in the IPMI message header',
    handling:
      'inside a session the AuthCode already proves every byte, so a wrong inner checksum is accepted and counted; ' +
      'outside a session it is a damaged packet',
    advice:
      'Some Supermicro X9 boards answer with wrong checksums that other tools drop in silence, so a time-out is no proof of a wrong address',
  },
  /** Boards whose firmware predates HMAC-SHA256: Dell R710 age, Supermicro X9. */
  'suite-3-only': {
    seenOn: 'Dell PowerEdge R710 age, Supermicro X9: cipher suite 17 unknown',
    handling: 'the refusal becomes error `cipher`; never a silent downgrade',
    advice:
      'Boards of the R710 and Supermicro X9 age know only cipher suite 3 (SHA-1): update the BMC firmware, or consent to suite 3 for this device',
  },
  'idrac-ipmi-off': {
    seenOn: 'Dell iDRAC8 and iDRAC9: IPMI over LAN is disabled as delivered',
    handling: 'silence or a closed port 623 is reported with this advice',
    advice:
      'On a Dell iDRAC, IPMI over LAN is off as delivered: racadm set iDRAC.IPMILan.Enable 1 (iDRAC6: racadm config -g cfgIpmiLan -o cfgIpmiLanEnable 1)',
  },
  'bmc-firewall': {
    seenOn: 'Supermicro: Configuration > IP Access Control drops packets in silence',
    handling: 'part of the advice for silence',
    advice:
      'A Supermicro BMC may also drop packets by its IP Access Control list, or listen on the shared LAN port instead of the dedicated one',
  },
  'privilege-limit': {
    seenOn: 'iDRAC with a lowered IPMILan.PrivLimit, any BMC with a user limit below the level asked for',
    handling: 'Set Session Privilege Level refused becomes error `privilege`',
    advice:
      "Ask for operator instead of administrator, or raise the limits: the user's (iDRAC.Users.N.IpmiLanPrivilege) and the channel's (iDRAC.IPMILan.PrivLimit 4)",
  },
  /** FreeIPMI LAN Authentication Issues #6 and #13, workaround `opensesspriv`. */
  opensesspriv: {
    seenOn:
      'ipmi_sim, Supermicro X8DTH/X8DTG/X8DTU, Intel S5500WBV, Dell C5220, Sun X4150: the Open Session response names another ' +
      'privilege, or the keys are made with the privilege of the Open Session request',
    handling:
      'the same specific privilege is sent in Open Session and in RAKP 1, and the one in the answer is not compared',
    advice: '',
  },
  /** FreeIPMI LAN Authentication Issues #19 and #20. */
  'disabled-suite-status': {
    seenOn: 'Supermicro X8DTG answers a disabled cipher suite with 0Ah, MSI MS-91D2 with 12h, instead of 11h',
    handling: 'these states, received for an Open Session Request, are reported as `cipher`',
    advice:
      "Some boards answer a disabled cipher suite with this code: look at the cipher suites in the BMC's configuration",
  },
  /** FreeIPMI LAN Authentication Issue #24. */
  'exact-privilege': {
    seenOn: "Xyratex HB-F8-SRAY: the privilege asked for must equal the user's limit",
    handling: 'reported as `privilege`',
    advice: 'Some boards want exactly the level of the user: try the level that is set for this user',
  },
  'slots-leak': {
    seenOn: 'every BMC: each half-open session holds one of few slots until it times out',
    handling:
      'a repeated Open Session Request is the same request (tag and session id), attempts are few and slow, a failed attempt is ended ' +
      'with an RAKP 3 that carries a status, and every session is closed',
    advice:
      'All session slots are taken: close other IPMI tools, wait 60 seconds for abandoned sessions to time out, then try again',
  },
  /** FreeIPMI LAN Session Issue #1. */
  'close-unanswered': {
    seenOn: 'Intel SR870BN4: no answer to Close Session after a reset',
    handling: 'Close Session is sent and not awaited',
    advice: '',
  },
  /** FreeIPMI LAN Session Issue #9. */
  'sequence-skips': {
    seenOn: 'ASRock MT-C224 in shared LAN mode: session sequence numbers go 1, 3, 5',
    handling: 'the receive window of the specification takes jumps of up to 15',
    advice: '',
  },
  'sealed-rakp4': {
    seenOn: 'ipmi_sim 2.0.33: a repeated RAKP 3 is answered by an RAKP 4 that is encrypted and authenticated',
    handling: 'accepted when its AuthCode and its integrity check value both fit',
    advice: '',
  },
  /** FreeIPMI LAN Session Issue #8; a session may start below User. */
  'starts-at-callback': {
    seenOn: 'Gigabyte MD90-FS0-ZB and users restricted to callback: the session starts below User',
    handling: 'a read refused with D4h raises the session to User once and asks again',
    advice: 'Switch off "restricted to callback" for this user on the LAN channel',
  },
  'fru-short-reads': {
    seenOn: 'BMCs with small message buffers refuse long FRU reads with C7h, C8h, CAh or FFh',
    handling: 'the read is repeated with half the length, down to 8 bytes',
    advice: '',
  },
  'guid-byte-order': {
    seenOn: 'the specification sends the GUID last byte first, most vendors send it as in SMBIOS',
    handling: 'the order is recognised by the version nibble, SMBIOS first',
    advice: '',
  },
  'chassis-accepted-early': {
    seenOn: 'every BMC: Chassis Control answers before the power has changed',
    handling: 'the result is `accepted`, never "done"; the caller reads back',
    advice: '',
  },
  'sol-burst-loss': {
    seenOn:
      'ipmi_sim 2.0.33 (known by its payload sizes 32 and 16384): waits 1 s before it repeats a SOL packet, counts the ' +
      'repetitions over a whole burst, and after five of them throws away everything it holds, up to 16 KiB',
    handling:
      'after 150 ms without a next packet the last answer is given again, and packets that may be lost are answered with ' +
      '"0 characters accepted", upon which it sends their characters at once in a new packet; such a number is refused for good',
    advice: '',
  },
  'sol-numbers-go-on': {
    seenOn:
      'ipmi_sim 2.0.33: takes the first packet of a console for a repetition when its number was the last one of the former console',
    handling: 'an empty packet goes first there, so that the numbers differ when characters are sent',
    advice: '',
  },
  'sol-longer-retry': {
    seenOn: 'ipmi_sim 2.0.33: a repeated SOL packet carries what has been added to its buffer since',
    handling: 'the answer stays what it was for the first try; the BMC sends the rest in a new packet',
    advice: '',
  },
  'sol-does-not-count': {
    seenOn: 'ipmi_sim 2.0.33 ends a session after 30 s without an IPMI message, however busy its console is',
    handling: 'a running console asks every 20 s who holds it, whether there is traffic or not',
    advice: '',
  },
  /** FreeIPMI workaround `solpayloadsize`. */
  'sol-payload-size': {
    seenOn: 'Asus P5M2, Intel SR1520ML, S5000PAL and others: payload sizes that cannot be (swapped bytes, beyond 259)',
    handling: 'at most 255 characters in a packet, the most that can be acknowledged; 28 when the size makes no sense',
    advice: '',
  },
  /** FreeIPMI workaround `solport`. */
  'sol-port': {
    seenOn:
      'Asus P5MT-R, ipmi_sim behind a forwarded port: the payload port is swapped, 0 or the one behind the forwarding',
    handling: 'only a BMC that is reached on port 623 and names another port is believed, and then refused',
    advice: '',
  },
} as const satisfies Record<string, Quirk>;

export type QuirkName = keyof typeof QUIRKS;

/** Advice when nothing answers on the port (silence or port closed). */
export function silenceAdvice(): string {
  return [
    'Check address, cable and VLAN of the management port',
    QUIRKS['idrac-ipmi-off'].advice,
    QUIRKS['bmc-firewall'].advice,
    QUIRKS['x9-checksum'].advice,
  ].join('. ');
}
