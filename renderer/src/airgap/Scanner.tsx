import { useEffect, useRef, useState } from 'react';
import type { Failure, RequestCarrier } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Bar } from '../parts/Bar.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { type CameraFault, watchCamera } from './camera.ts';
import { isDue, nothing, percentOf, type Scan, seen, told } from './scan.ts';
import './carriers.css';

/** Gives a carrier to the service; null when the request was taken. */
export type Receive = (carrier: RequestCarrier) => Promise<Failure | null>;

/** The camera on a request, for as long as it is on the screen. Without one, it says what to do instead. */
export function Scanner({ receive }: { receive: Receive }) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const scan = useRef<Scan>(nothing);
  const busy = useRef(false);
  const [shown, setShown] = useState<Scan>(nothing);
  const [fault, setFault] = useState<CameraFault | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  const give = useRef(receive);
  give.current = receive;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is one scan
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let over = false;
    let stop = () => {};
    const keep = (next: Scan) => {
      scan.current = next;
      setShown(next);
    };
    const onText = async (text: string) => {
      const next = seen(scan.current, text);
      if (over || next === scan.current) return;
      const more = next.frames.length > scan.current.frames.length;
      keep(next);
      if (!more || busy.current || !isDue(next)) return;
      busy.current = true;
      const refused = await give.current({ kind: 'frames', frames: next.frames });
      busy.current = false;
      if (over) return;
      if (refused?.code === 'request.incomplete') return keep(told(scan.current, refused.params));
      over = true;
      stop();
      setFailure(refused);
    };
    keep(nothing);
    setFault(null);
    setFailure(null);
    const lost = (why: CameraFault) => {
      if (!over) setFault(why);
    };
    watchCamera(element, (text) => void onText(text), lost).then((end) => {
      stop = end;
      if (over) end();
    }, lost);
    return () => {
      over = true;
      stop();
    };
  }, [turn]);

  return (
    <div className="stack">
      {fault && <p className="note warn">{t(`airgap.scan.fault.${fault}`)}</p>}
      {failure && <FailureNote failure={failure} />}
      <div hidden={fault !== null || failure !== null} className="stack tight">
        <video ref={video} className="scan-picture" muted playsInline aria-label={t('airgap.scan.picture')} />
        <p role="status">{wordsOf(shown, t)}</p>
        {(shown.need ?? 0) > 1 && <Bar label={t('airgap.scan.progress')} percent={percentOf(shown)} />}
      </div>
      {(fault !== null || failure !== null) && (
        <div>
          <Button icon="refresh" onPress={() => setTurn((n) => n + 1)}>
            {t('airgap.scan.again')}
          </Button>
        </div>
      )}
    </div>
  );
}

function wordsOf({ have, need, foreign }: Scan, t: ReturnType<typeof useT>): string {
  if (foreign) return t('airgap.scan.foreign');
  if (need === null) return t('airgap.scan.hold');
  return need > 1 ? t('airgap.scan.parts', { have, need }) : t('airgap.scan.read');
}
