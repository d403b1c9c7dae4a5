/*
 * Words of the specification's tables. In states the first digit says how bad it is: 0 ok or neutral, 1 non-critical,
 * 2 critical, 3 non-recoverable. The specification does not rate most of them; the rating is this program's.
 */

/** Sensor types 00h to 2Ch (IPMI 2.0 Table 42-3). The state ids are made of these names. */
export const TYPE_NAMES: readonly string[] =
  'Reserved|Temperature|Voltage|Current|Fan|Physical security|Platform security|Processor|Power supply|Power unit|Cooling device|Other units|Memory|Drive slot|Memory resize|System firmware progress|Event logging|Watchdog 1|System event|Critical interrupt|Button|Module or board|Microcontroller|Add-in card|Chassis|Chip set|Other FRU|Cable or interconnect|Terminator|System boot|Boot error|OS boot|OS stop|Slot or connector|ACPI power state|Watchdog 2|Platform alert|Entity presence|Monitor ASIC|LAN|Management health|Battery|Session audit|Version change|FRU state'.split(
    '|',
  );

/** Threshold events (event/reading type 01h, Table 42-2). */
export const THRESHOLD_EVENTS: readonly string[] =
  '1Lower non-critical going low|0Lower non-critical going high|2Lower critical going low|0Lower critical going high|3Lower non-recoverable going low|0Lower non-recoverable going high|0Upper non-critical going low|1Upper non-critical going high|0Upper critical going low|2Upper critical going high|0Upper non-recoverable going low|3Upper non-recoverable going high'.split(
    '|',
  );

/** Generic states by event/reading type 02h to 0Ch (Table 42-2). */
export const GENERIC_STATES: Readonly<Record<number, { id: string; states: readonly string[] }>> = {
  2: { id: 'usage', states: ['0Transition to idle', '0Transition to active', '0Transition to busy'] },
  3: { id: 'state', states: ['0State deasserted', '0State asserted'] },
  4: { id: 'prediction', states: ['0Predictive failure deasserted', '1Predictive failure asserted'] },
  5: { id: 'limit', states: ['0Limit not exceeded', '1Limit exceeded'] },
  6: { id: 'performance', states: ['0Performance met', '1Performance lags'] },
  7: {
    id: 'severity',
    states: [
      '0Transition to OK',
      '1Transition to non-critical from OK',
      '2Transition to critical from less severe',
      '3Transition to non-recoverable from less severe',
      '1Transition to non-critical from more severe',
      '2Transition to critical from non-recoverable',
      '3Transition to non-recoverable',
      '0Monitor',
      '0Informational',
    ],
  },
  8: { id: 'device-presence', states: ['0Device absent', '0Device present'] },
  9: { id: 'device-enabled', states: ['0Device disabled', '0Device enabled'] },
  10: {
    id: 'availability',
    states: [
      '0Transition to running',
      '0Transition to in test',
      '0Transition to power off',
      '0Transition to on line',
      '0Transition to off line',
      '0Transition to off duty',
      '1Transition to degraded',
      '0Transition to power save',
      '2Install error',
    ],
  },
  11: {
    id: 'redundancy',
    states: [
      '0Fully redundant',
      '2Redundancy lost',
      '1Redundancy degraded',
      '1Non-redundant: sufficient from redundant',
      '1Non-redundant: sufficient from insufficient',
      '3Non-redundant: insufficient resources',
      '1Redundancy degraded from fully redundant',
      '1Redundancy degraded from non-redundant',
    ],
  },
  12: {
    id: 'acpi-device',
    states: ['0D0 power state', '0D1 power state', '0D2 power state', '0D3 power state'],
  },
};

/** Sensor-specific states by sensor type (event/reading type 6Fh, Table 42-3). An empty word is a reserved offset. */
export const SPECIFIC_STATES: Readonly<Record<number, readonly string[]>> = {
  5: '2General chassis intrusion|2Drive bay intrusion|2I/O card area intrusion|2Processor area intrusion|1System unplugged from LAN|1Unauthorized dock|2Fan area intrusion'.split(
    '|',
  ),
  6: '1Front panel lockout violation attempted|1Pre-boot user password violation|1Pre-boot setup password violation|1Pre-boot network boot password violation|1Other pre-boot password violation|1Out-of-band access password violation'.split(
    '|',
  ),
  7: '3IERR|3Thermal trip|2FRB1/BIST failure|2FRB2/Hang in POST|2FRB3/Processor startup failure|2Configuration error|3Uncorrectable CPU-complex error|0Presence detected|1Disabled|0Terminator presence detected|1Throttled|3Uncorrectable machine check exception|1Correctable machine check error'.split(
    '|',
  ),
  8: '0Presence detected|2Failure detected|1Predictive failure|2Power supply input lost (AC/DC)|2Power supply input lost or out of range|1Power supply input out of range, but present|2Configuration error|0Power supply inactive'.split(
    '|',
  ),
  9: '0Power off/down|0Power cycle|2240VA power down|2Interlock power down|2AC lost|2Soft-power control failure|2Failure detected|1Predictive failure'.split(
    '|',
  ),
  12: '1Correctable ECC|3Uncorrectable ECC|3Parity|2Memory scrub failed|1Memory device disabled|2Correctable ECC logging limit reached|0Presence detected|2Configuration error|0Spare|1Memory automatically throttled|2Critical overtemperature'.split(
    '|',
  ),
  13: '0Drive present|2Drive fault|1Predictive failure|0Hot spare|0Parity check in progress|1In critical array|2In failed array|1Rebuild in progress|1Rebuild aborted'.split(
    '|',
  ),
  15: '2System firmware error|2System firmware hang|0System firmware progress'.split('|'),
  16: '1Correctable memory error logging disabled|1Event logging disabled|0Log area reset/cleared|1All event logging disabled|1Log full|1Log almost full|1Correctable machine check error logging disabled'.split(
    '|',
  ),
  17: '2BIOS reset|2OS reset|2OS shut down|2OS power down|2OS power cycle|2OS NMI/diagnostic interrupt|1OS expired|1OS pre-timeout interrupt'.split(
    '|',
  ),
  18: '0System reconfigured|0OEM system boot event|2Undetermined system hardware failure|0Entry added to auxiliary log|0PEF action|0Timestamp clock synchronized'.split(
    '|',
  ),
  19: '2NMI/diagnostic interrupt|2Bus timeout|2I/O channel check NMI|2Software NMI|2PCI PERR|2PCI SERR|2EISA failsafe timeout|1Bus correctable error|2Bus uncorrectable error|2Fatal NMI|2Bus fatal error|1Bus degraded'.split(
    '|',
  ),
  20: '0Power button pressed|0Sleep button pressed|0Reset button pressed|0FRU latch|0FRU service'.split('|'),
  25: '2Soft-power control failure|3Thermal trip'.split('|'),
  27: '0Connected|2Configuration error'.split('|'),
  29: '0Initiated by power up|0Initiated by hard reset|0Initiated by warm reset|0User requested PXE boot|0Automatic boot to diagnostic|0OS initiated hard reset|0OS initiated warm reset|0System restart'.split(
    '|',
  ),
  30: '2No bootable media|2Non-bootable disk in drive|2PXE server not found|2Invalid boot sector|1Timeout waiting for selection'.split(
    '|',
  ),
  31: '0A: boot completed|0C: boot completed|0PXE boot completed|0Diagnostic boot completed|0CD-ROM boot completed|0ROM boot completed|0Boot completed|0Installation started|0Installation completed|1Installation aborted|2Installation failed'.split(
    '|',
  ),
  32: '2Error during system startup|2Run-time critical stop|0OS graceful stop|0OS graceful shutdown|0PEF initiated soft shutdown|1Agent not responding'.split(
    '|',
  ),
  33: '2Fault status|0Identify status|0Device installed|0Ready for device installation|0Ready for device removal|0Slot power is off|0Device removal request|0Interlock|0Slot is disabled|0Spare device'.split(
    '|',
  ),
  34: '0S0/G0: working|0S1: sleeping with system hardware and processor context maintained|0S2: sleeping, processor context lost|0S3: sleeping, processor and hardware context lost, memory retained|0S4: non-volatile sleep/suspend-to-disk|0S5/G2: soft-off|0S4/S5: soft-off|0G3: mechanical off|0Sleeping in S1/S2/S3 state|0G1: sleeping|0S5: entered by override|0Legacy ON state|0Legacy OFF state||0Unknown'.split(
    '|',
  ),
  35: '1Timer expired|2Hard reset|2Power down|2Power cycle|||||1Timer interrupt'.split('|'),
  36: '0Platform generated page|0Platform generated LAN alert|0Platform event trap generated|0Platform generated SNMP trap, OEM format'.split(
    '|',
  ),
  37: '0Present|0Absent|0Disabled'.split('|'),
  39: '1Heartbeat lost|0Heartbeat'.split('|'),
  40: '1Sensor access degraded or unavailable|1Controller access degraded or unavailable|2Controller off-line|2Controller unavailable|2Sensor failure|2FRU failure'.split(
    '|',
  ),
  41: '1Low|2Failed|0Presence detected'.split('|'),
  42: '0Session activated|0Session deactivated|1Invalid username or password|1Access disabled by invalid passwords'.split(
    '|',
  ),
  43: '0Hardware change detected|0Firmware or software change detected|2Hardware incompatibility detected|2Firmware or software incompatibility detected|2Invalid or unsupported hardware version|2Invalid or unsupported firmware or software version|0Hardware change success|0Firmware or software change success'.split(
    '|',
  ),
  44: '0Not installed|0Inactive|0Activation requested|0Activation in progress|0Active|0Deactivation requested|0Deactivation in progress|1Communication lost'.split(
    '|',
  ),
};
