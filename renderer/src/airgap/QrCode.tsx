import { useEffect, useId, useMemo, useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Choices } from '../parts/Field.tsx';
import { modulesOf, pathOf } from './modules.ts';
import './carriers.css';

/**
 * Frames per second. A module that changes with every frame flashes half as often, and nothing on a screen may flash more than
 * three times in a second (WCAG 2.3.1), so there is no faster one.
 */
const SPEEDS = ['2', '4', '6'] as const;

/** A code that a camera reads: black on white in every theme, as large as there is room. Several frames move. */
export function QrCode({ frames, label }: { frames: readonly string[]; label: string }) {
  const t = useT();
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(true);
  const [speed, setSpeed] = useState<string>('4');
  const moving = frames.length > 1;
  useEffect(() => {
    if (!moving || !playing) return;
    const timer = setInterval(() => setAt((n) => (n + 1) % frames.length), 1000 / Number(speed));
    return () => clearInterval(timer);
  }, [moving, playing, speed, frames.length]);
  const shown = at % Math.max(1, frames.length);
  return (
    <figure className="qr-figure">
      <Code text={frames[shown] ?? ''} label={moving ? `${label}. ${t('airgap.qr.moving')}` : label} />
      <figcaption className="stack tight">
        <p>{t(moving ? 'airgap.qr.movingHint' : 'airgap.qr.hint')}</p>
        {moving && (
          <div className="qr-controls">
            <Button icon={playing ? 'pause' : 'play'} onPress={() => setPlaying(!playing)}>
              {t(playing ? 'airgap.qr.pause' : 'airgap.qr.play')}
            </Button>
            {!playing && (
              <Button icon="next" onPress={() => setAt((n) => (n + 1) % frames.length)}>
                {t('airgap.qr.step')}
              </Button>
            )}
            <span className="muted mono">{t('airgap.qr.frame', { n: shown + 1, count: frames.length })}</span>
            <Choices
              label={t('airgap.qr.speed')}
              value={speed}
              onChange={setSpeed}
              options={SPEEDS.map((value) => ({ value, label: t('airgap.qr.perSecond', { n: value }) }))}
            />
          </div>
        )}
      </figcaption>
    </figure>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  const id = useId();
  const { size, path } = useMemo(() => {
    const rows = modulesOf(text);
    return { size: rows.length, path: pathOf(rows) };
  }, [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-labelledby={id}>
      <title id={id}>{label}</title>
      <rect width={size} height={size} className="qr-light" />
      <path d={path} className="qr-dark" />
    </svg>
  );
}
