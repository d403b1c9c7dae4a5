import type { ThresholdName } from '../../../main/ipmi/commands/get-sensor-thresholds.ts';
import type { Condition } from '../../../main/ipmi/sensors/states.ts';

/* How ipmitool 1.8.19 and FreeIPMI 1.6.10 put what we say. Words that differ only in case are not listed. */

/** ipmitool leaves rates out. */
export const IPMITOOL_UNITS: Readonly<Record<string, readonly string[]>> = {
  'degrees C': ['°C'],
  RPM: ['RPM'],
  Volts: ['V'],
  Watts: ['W'],
  percent: ['%'],
  CFM: ['CFM'],
  Joules: ['J/s'],
  'Newton/minute': ['N/min'],
  unspecified: [''],
};

export const FREEIPMI_UNITS: Readonly<Record<string, string>> = {
  C: '°C',
  RPM: 'RPM',
  V: 'V',
  W: 'W',
  '%': '%',
  CFM: 'CFM',
  'J per s': 'J/s',
  'N / min': 'N/min',
  unspecified: '',
};

export const CONDITIONS: Readonly<Record<Condition, string>> = {
  ok: 'ok',
  'non-critical': 'nc',
  critical: 'cr',
  'non-recoverable': 'nr',
  unknown: 'na',
};

export const FREEIPMI_CROSSED: Readonly<Record<ThresholdName, string>> = {
  lnc: 'At or Below (<=) Lower Non-Critical Threshold',
  lc: 'At or Below (<=) Lower Critical Threshold',
  lnr: 'At or Below (<=) Lower Non-Recoverable Threshold',
  unc: 'At or Above (>=) Upper Non-Critical Threshold',
  uc: 'At or Above (>=) Upper Critical Threshold',
  unr: 'At or Above (>=) Upper Non-Recoverable Threshold',
};

/** By state id. */
export const IPMITOOL_WORDS: Readonly<Record<string, string>> = {
  'power-supply.3': 'Power Supply AC lost',
};

export const FREEIPMI_WORDS: Readonly<Record<string, string>> = {
  'processor.7': 'Processor presence detected',
  'processor.10': 'Processor automatically throttled',
  'power-supply.1': 'Power supply failure detected',
  'power-unit.4': 'AC lost/Power input lost',
  'memory.5': 'Correctable ECC/other correctable memory error logging limit reached',
  'drive-slot.0': 'Drive presence',
  'event-logging.5': 'SEL almost full',
  'cable-or-interconnect.0': 'Cable/Interconnect is connected',
  'slot-or-connector.2': 'Slot/Connector device installed/attached',
  'acpi-power-state.0': 'S0/G0 "working"',
  'entity-presence.0': 'Entity present',
  'battery.0': 'Battery low (predictive failure)',
  'battery.2': 'Battery presence detected',
  'device-presence.1': 'Device inserted/Device present',
};

/** Event words by state id, where they are others than those of the sensor's state. */
export const IPMITOOL_EVENTS: Readonly<Record<string, string>> = {
  ...IPMITOOL_WORDS,
  // It knows these only with event data 2 in the entry.
  'version-change.1': '',
  'version-change.7': '',
  // It prints event data 2, progress code 13h, in the place of the state.
  'system-firmware-progress.2': 'System boot initiated',
  'system-event.5': 'Timestamp clock sync',
};

export const FREEIPMI_EVENTS: Readonly<Record<string, string>> = {
  ...FREEIPMI_WORDS,
  'power-unit.0': 'Power off/Power down',
  'memory.0': 'Correctable memory error',
  'memory.1': 'Uncorrectable memory error',
  'memory.5': 'Correctable memory error logging limit reached',
  'event-logging.4': 'SEL full',
  'acpi-power-state.0': 'S0/G0',
  'acpi-power-state.5': 'S5/G2',
  'entity-presence.1': 'Entity absent',
  'battery.0': 'Battery low',
  'battery.1': 'Battery failed',
  'version-change.1': 'Firmware or software change detected with associated entity',
  'version-change.7': 'Software or F/W change detected with associated entity was successful',
  'system-event.5': 'Timestamp clock synch',
};

/** Sensor types by our id, as FreeIPMI names them. */
export const FREEIPMI_TYPES: Readonly<Record<string, string>> = {
  'event-logging': 'Event logging disabled',
  'system-boot': 'System boot initiated',
  button: 'Button/Switch',
  'os-stop': 'OS critical stop',
  'acpi-power-state': 'System ACPI power state',
  'management-health': 'Management subsystem health',
};
