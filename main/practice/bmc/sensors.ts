import { clearSel } from '../../ipmi/commands/clear-sel.ts';
import { getDeviceSdr } from '../../ipmi/commands/get-device-sdr.ts';
import { getDeviceSdrInfo } from '../../ipmi/commands/get-device-sdr-info.ts';
import { getSdr } from '../../ipmi/commands/get-sdr.ts';
import { getSdrRepositoryInfo } from '../../ipmi/commands/get-sdr-repository-info.ts';
import { getSelEntry } from '../../ipmi/commands/get-sel-entry.ts';
import { getSelInfo } from '../../ipmi/commands/get-sel-info.ts';
import { getSelTime } from '../../ipmi/commands/get-sel-time.ts';
import { getSensorEventEnable } from '../../ipmi/commands/get-sensor-event-enable.ts';
import { getSensorHysteresis } from '../../ipmi/commands/get-sensor-hysteresis.ts';
import { getSensorReading } from '../../ipmi/commands/get-sensor-reading.ts';
import { getSensorThresholds } from '../../ipmi/commands/get-sensor-thresholds.ts';
import { FIRST_RECORD, LAST_RECORD, type RecordPartRequest, WHOLE_RECORD } from '../../ipmi/commands/record-part.ts';
import { reserveDeviceSdrRepository } from '../../ipmi/commands/reserve-device-sdr-repository.ts';
import { reserveSdrRepository } from '../../ipmi/commands/reserve-sdr-repository.ts';
import { reserveSel } from '../../ipmi/commands/reserve-sel.ts';
import { type Answer, type Handlers, type Machine, ok, refuse } from './machine.ts';

const INVALID_COMMAND = 0xc1;
const RESERVATION_LOST = 0xc5;
const OUT_OF_RANGE = 0xc9;
const BAD_COUNT = 0xca;
const NOT_PRESENT = 0xcb;
const WRONG_SENSOR = 0xcd;
/** When the records were put into the BMC: with its firmware. */
const RECORDS_MADE = Date.UTC(2014, 5, 1) / 1_000;

/** Sensor records, sensors and the event log. */
export const SENSOR_HANDLERS: Handlers = {
  'sdr-info': (m) =>
    m.quirks.deviceSdrs
      ? refuse(INVALID_COMMAND)
      : ok(
          getSdrRepositoryInfo.encodeResponse({
            version: '1.5',
            records: m.board.records.length,
            free: null,
            lastAddition: RECORDS_MADE,
            lastErase: RECORDS_MADE,
            reserves: true,
            overflow: false,
          }),
        ),
  'sdr-reserve': (m) => ok(reserveSdrRepository.encodeResponse(reserveSdrs(m))),
  'sdr-read': (m, data) => (m.quirks.deviceSdrs ? refuse(INVALID_COMMAND) : sdrPart(m, getSdr.decodeRequest(data))),
  'device-sdr-info': (m, data) => {
    const of = getDeviceSdrInfo.decodeRequest(data);
    const count = of === 'sdrs' ? m.board.records.length : m.board.names.length;
    return ok(getDeviceSdrInfo.encodeResponse({ count, dynamic: false, changed: 0, luns: [0] }));
  },
  'device-sdr-reserve': (m) => ok(reserveDeviceSdrRepository.encodeResponse(reserveSdrs(m))),
  'device-sdr-read': (m, data) => sdrPart(m, getDeviceSdr.decodeRequest(data)),
  'sensor-reading': (m, data) => {
    const reading = m.board.read(getSensorReading.decodeRequest(data));
    return reading ? ok(getSensorReading.encodeResponse(reading)) : refuse(NOT_PRESENT);
  },
  'sensor-thresholds': (m, data) => {
    const thresholds = m.board.thresholds(getSensorThresholds.decodeRequest(data));
    return thresholds ? ok(getSensorThresholds.encodeResponse(thresholds)) : refuse(WRONG_SENSOR);
  },
  'sensor-hysteresis': (m, data) => {
    const hysteresis = m.board.hysteresis(getSensorHysteresis.decodeRequest(data));
    return hysteresis ? ok(getSensorHysteresis.encodeResponse(hysteresis)) : refuse(WRONG_SENSOR);
  },
  'sensor-events': (m, data) => {
    const events = m.board.events(getSensorEventEnable.decodeRequest(data));
    return events ? ok(getSensorEventEnable.encodeResponse(events)) : refuse(NOT_PRESENT);
  },
  'sel-info': (m) => {
    m.board.watch();
    return ok(getSelInfo.encodeResponse(m.board.sel.info));
  },
  'sel-reserve': (m) => ok(reserveSel.encodeResponse(m.board.sel.reserve())),
  'sel-read': (m, data) => {
    const q = getSelEntry.decodeRequest(data);
    if (q.offset > 0 && !m.board.sel.holds(q.reservation)) return refuse(RESERVATION_LOST);
    const found = m.board.sel.read(q.recordId);
    return found ? part(q, found.bytes, found.next) : refuse(NOT_PRESENT);
  },
  'sel-time': (m) => ok(getSelTime.encodeResponse(m.board.sel.seconds)),
  'sel-clear': (m, data) => {
    const { reservation, step } = clearSel.decodeRequest(data);
    if (step === 'erase') {
      if (!m.board.sel.holds(reservation)) return refuse(RESERVATION_LOST);
      m.executed.push('clear SEL');
      m.board.sel.clear();
    }
    return ok(clearSel.encodeResponse('completed'));
  },
};

/** One reservation for both lists: they are the same records. */
function reserveSdrs(m: Machine): number {
  m.sdrReservation = (m.sdrReservation % 0xffff) + 1;
  return m.sdrReservation;
}

function sdrPart(m: Machine, q: RecordPartRequest): Answer {
  if (q.offset > 0 && q.reservation !== m.sdrReservation) return refuse(RESERVATION_LOST);
  const { records } = m.board;
  const at = q.recordId === FIRST_RECORD ? 0 : q.recordId === LAST_RECORD ? records.length - 1 : q.recordId - 1;
  const bytes = records[at];
  if (!bytes) return refuse(NOT_PRESENT);
  if (q.count > (m.quirks.longestSdrRead ?? WHOLE_RECORD)) return refuse(BAD_COUNT);
  return part(q, bytes, at + 1 < records.length ? at + 2 : LAST_RECORD);
}

function part(q: RecordPartRequest, record: Buffer, next: number): Answer {
  if (q.offset >= record.length) return refuse(OUT_OF_RANGE);
  const bytes = record.subarray(q.offset, q.count === WHOLE_RECORD ? undefined : q.offset + q.count);
  return ok(getSdr.encodeResponse({ next, bytes }));
}
