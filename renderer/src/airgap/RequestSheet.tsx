import { useEffect, useRef, useState } from 'react';
import type { RequestCarriers } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { CloseFoot } from '../parts/CloseFoot.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { download } from '../parts/transfer.ts';
import { send } from '../store.ts';
import { QrCode } from './QrCode.tsx';
import { RequestFacts } from './RequestFacts.tsx';
import type { SheetProps } from './sheets.tsx';
import { TypedRequest } from './TypedRequest.tsx';
import { useAsk } from './useAsk.ts';

type Carrier = 'qr' | 'typed' | 'file';

function AsFile({ file }: Pick<RequestCarriers, 'file'>) {
  const t = useT();
  return (
    <div className="stack tight">
      <p>{t('trips.request.fileText')}</p>
      <div>
        <Button icon="down" onPress={() => download(file.filename, file.text, 'text/plain')}>
          {t('trips.request.save', { file: file.filename })}
        </Button>
      </div>
    </div>
  );
}

/** Makes the request when it opens and shows it in every form in which it can cross the gap. */
export function RequestSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [carriers, setCarriers] = useState<RequestCarriers | null>(null);
  const [how, setHow] = useState<Carrier>('qr');
  const { busy, failure, run } = useAsk();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void run(() => send('trips.request', trip.id)).then((made) => made && setCarriers(made));
  });
  return (
    <Sheet wide title={t('trips.request.title', { host: trip.host })} onClose={onClose}>
      {busy && <p role="status">{t('trips.working')}</p>}
      {failure && <FailureNote failure={failure} />}
      {carriers && (
        <>
          <Choices
            label={t('trips.request.how')}
            value={how}
            onChange={(value) => setHow(value as Carrier)}
            options={(['qr', 'typed', 'file'] as const).map((value) => ({
              value,
              label: t(`trips.request.as.${value}`),
            }))}
          />
          {how === 'qr' && <QrCode frames={carriers.frames} label={t('trips.request.code', { host: trip.host })} />}
          {how === 'typed' && <TypedRequest lines={carriers.typed} />}
          {how === 'file' && <AsFile file={carriers.file} />}
          <RequestFacts request={carriers.request} />
        </>
      )}
      <CloseFoot onClose={onClose} />
    </Sheet>
  );
}
