import type { SensorView } from '../../../preload/contract.ts';
import { number, useLanguage, useT } from '../i18n.ts';
import { scaleOf } from './scale.ts';

const width = 220;
const [top, bottom] = [10, 18];

/**
 * Where a value lies between its thresholds. The zones differ in height as well as in colour: the worse, the taller;
 * the value is the arrow above them.
 */
export function ThresholdBar({ sensor }: { sensor: SensorView }) {
  const t = useT();
  const language = useLanguage();
  const scale = scaleOf(sensor.value, sensor.thresholds);
  if (scale === null) return null;
  const say = (v: number) => `${number(v, language)} ${sensor.unit}`.trim();
  const name = [
    say(sensor.value ?? 0),
    ...scale.ticks.map((tick) => `${t(`health.threshold.${tick.id}`)} ${say(tick.value)}`),
  ].join(', ');
  const x = scale.at * width;
  return (
    <svg className="threshold-bar" viewBox={`0 0 ${width} 24`} role="img" aria-label={name}>
      {scale.zones.map((zone) => (
        <rect
          key={`${zone.from} ${zone.severity}`}
          className={`zone ${zone.severity}`}
          x={zone.from * width}
          y={zone.severity === 'ok' ? top + 3 : top}
          width={(zone.to - zone.from) * width}
          height={zone.severity === 'ok' ? bottom - top - 3 : zone.severity === 'non-critical' ? 8 : 12}
        />
      ))}
      {scale.ticks.map((tick) => (
        <path key={tick.id} className="tick-line" d={`M${tick.at * width} ${top - 2}V${bottom + 5}`} />
      ))}
      <path className="value-arrow" d={`M${x - 6} 0H${x + 6}L${x} ${top}z`} />
    </svg>
  );
}
