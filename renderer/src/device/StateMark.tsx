import type { SensorState } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import './state-mark.css';

const looks: Record<SensorState, { icon: IconName; tone: string }> = {
  ok: { icon: 'check', tone: 'tone-ok' },
  'non-critical': { icon: 'warn', tone: 'tone-warn' },
  critical: { icon: 'stop', tone: 'tone-bad' },
  'non-recoverable': { icon: 'cross', tone: 'tone-bad' },
  absent: { icon: 'unread', tone: 'tone-mute' },
  unknown: { icon: 'question', tone: 'tone-mute' },
};

/** A state as shape and word; its colour only repeats them. */
export function StateMark({ state }: { state: SensorState }) {
  const t = useT();
  const look = looks[state];
  return (
    <span className={`state-mark ${look.tone}`}>
      <Icon name={look.icon} />
      {t(`health.state.${state}`)}
    </span>
  );
}
