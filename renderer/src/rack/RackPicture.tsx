import type { Device, DeviceStatus, Power } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { routeTo } from '../route.ts';
import { faceWidth, frameOf, placeOf, railWidth, unitHeight, unitsOf } from './geometry.ts';
import { type HealthState, useRackWords } from './words.ts';

/** Power as shape first (bar, ring, dashes as on a power button), colour second. */
function Lamp({ power, x, y }: { power: Power | null; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className={`lamp ${power ?? 'unread'}`}>
      <circle r="11" />
      {power === 'on' && <path d="M0 -5V5" />}
      {power === 'off' && <circle r="4.500" className="ring" />}
      {power === null && <path d="M-4 0H-1.500M1.500 0H4" />}
    </g>
  );
}

/** Health as shape (tick, triangle, octagon, dashes) and word. */
function HealthMark({ state, word, x, y }: { state: HealthState; word: string; x: number; y: number }) {
  const shapes: Record<HealthState, string> = {
    ok: 'M-5 0L-1.500 4L5 -4',
    'non-critical': 'M0 -7L7 6H-7ZM0 -2V2M0 4.500V5',
    critical: 'M-3 -7H3L7 -3V3L3 7H-3L-7 3V-3ZM0 -4V1M0 4V4.500',
    'non-recoverable': 'M-5 -5L5 5M5 -5L-5 5',
    unread: 'M-6 0H-3M-1.500 0H1.500M3 0H6',
  };
  return (
    <g transform={`translate(${x} ${y})`} className={`health-mark ${state}`}>
      <path d={shapes[state]} />
      <text x="13" y="5">
        {word}
      </text>
    </g>
  );
}

function Padlock({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className="padlock">
      <rect x="-15" y="-15" width="30" height="30" rx="4" />
      <path d="M-7 -1H7V9H-7zM-4 -1V-4.500a4 4 0 0 1 8 0V-1" />
    </g>
  );
}

function Face({
  device,
  status,
  y,
  height,
}: {
  device: Device;
  status: DeviceStatus | null;
  y: number;
  height: number;
}) {
  const words = useRackWords();
  const locked = (status?.locks.length ?? 0) > 0;
  const power = status?.power.value ?? null;
  const mid = height / 2;
  return (
    <a href={routeTo('device', device.id)} aria-label={words.sentence(device, status)} className="face">
      <g transform={`translate(${railWidth} ${y})`}>
        <rect className="plate-face" x="1" y="2" width={faceWidth - 2} height={height - 4} rx="3" />
        <path className="ear" d={`M14 2V${height - 2}M${faceWidth - 14} 2V${height - 2}`} />
        {locked && <rect className="hatch" x="2" y="3" width="11" height={height - 6} fill="url(#hatch)" />}
        <path className="vent" d="M372 7H536" />
        <Lamp power={power} x={38} y={mid} />
        <text className="face-name" x="62" y={mid - 2}>
          {device.name}
        </text>
        <text className="face-serial" x="62" y={mid + 15}>
          {device.serial ?? words.unbound}
        </text>
        {status?.role && (
          <g className="role">
            <rect x="218" y={mid - 19} width="138" height="20" rx="10" />
            <text x="287" y={mid - 4.5} textAnchor="middle">
              {status.role}
            </text>
          </g>
        )}
        <text className={`face-power ${power ?? 'unread'}`} x={locked ? 500 : 538} y={mid - 2} textAnchor="end">
          {words.power(status)}
        </text>
        {device.web && (
          <text className="face-web" x={locked ? 500 : 538} y={mid + 15} textAnchor="end">
            {words.web(status)}
          </text>
        )}
        {device.bmc && <HealthMark state={words.health(status)} word={words.healthWord(status)} x={225} y={mid + 10} />}
        {words.age(device, status) && (
          <text className="face-serial" x="225" y={mid + 15}>
            {words.age(device, status)}
          </text>
        )}
        {locked && <Padlock x={523} y={mid} />}
      </g>
    </a>
  );
}

/** The rack from the front. Every device is a link to its power panel and carries its whole state as its name. */
export function RackPicture({ devices, statuses }: { devices: Device[]; statuses: DeviceStatus[] }) {
  const t = useT();
  const frame = frameOf(devices);
  const right = frame.width - railWidth;
  return (
    <figure aria-label={t('rack.picture')}>
      <svg className="rack" viewBox={`-2 -10 ${frame.width + 4} ${frame.height + 20}`} role="presentation">
        <defs>
          <pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="10" className="hatch-bar" />
          </pattern>
        </defs>
        <rect className="bay" x={railWidth} y="0" width={faceWidth} height={frame.height} />
        {[0, right].map((x) => (
          <rect key={x} className="rail" x={x} y="-8" width={railWidth} height={frame.height + 16} rx="3" />
        ))}
        {unitsOf(frame).map((unit, i) => (
          // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an SVG group is not focusable
          <g key={unit} aria-hidden="true">
            <path className="unit-line" d={`M${railWidth} ${i * unitHeight}H${right}`} />
            {[9, 24, 39].map((dy) => (
              <g key={dy} className="hole">
                <rect x={railWidth - 13} y={i * unitHeight + dy - 3.5} width="7" height="7" />
                <rect x={right + 6} y={i * unitHeight + dy - 3.5} width="7" height="7" />
              </g>
            ))}
            <text className="unit" x="15" y={i * unitHeight + unitHeight / 2 + 5} textAnchor="middle">
              {unit}
            </text>
          </g>
        ))}
        {devices.map((d) => (
          <Face
            key={d.id}
            device={d}
            status={statuses.find((s) => s.deviceId === d.id) ?? null}
            {...placeOf(d, frame)}
          />
        ))}
      </svg>
    </figure>
  );
}
