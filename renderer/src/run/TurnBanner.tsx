import type { CurrentStep, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';

/** Which device the step is about, large: the wrong one of five is the mistake that lists invite. */
export function TurnBanner({ run, step }: { run: RunView; step: CurrentStep }) {
  const t = useT();
  if (!step.of) return null;
  const bound = run.bindings.find(({ scope }) => scope === step.scope);
  const { list } = step;
  return (
    <p className="turn-banner">
      <Icon name="device" />
      <span className="turn-name">
        <b>{step.of}</b> <span className="mono">{bound?.serial ?? t('device.serialUnbound')}</span>
      </span>
      <span className="turn-place">
        {list ? <b>{t('run.turn', { turn: list.index + 1, of: list.of })}</b> : bound && <Both text={bound.label} />}
      </span>
      {list && (
        <span className="turn-marks" aria-hidden="true">
          {Array.from({ length: list.of }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place
            <i key={i} className={i < list.index ? 'done' : i === list.index ? 'current' : ''} />
          ))}
        </span>
      )}
    </p>
  );
}
