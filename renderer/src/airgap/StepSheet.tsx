import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Tick } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

export type Step = 'backup' | 'client-wait' | 'close';
const commands = { backup: 'trips.backup', 'client-wait': 'trips.clientWait', close: 'trips.close' } as const;

/** A step that a person does and confirms by what was seen, not by "done". */
export function StepSheet({ trip, step, onClose }: SheetProps & { step: Step }) {
  const t = useT();
  const [seen, setSeen] = useState(false);
  const ask = useAsk();
  const save = async () => {
    if (!seen) return;
    const saved = await ask.run(() => send(commands[step], trip.id));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      title={t(`trips.step.${step}.title`, { host: trip.host })}
      deed={t(`trips.step.${step}.do`)}
      ask={ask}
      complete={seen}
      onDo={() => void save()}
      onClose={onClose}
    >
      <p>{t(`trips.step.${step}.text`)}</p>
      <Tick isSelected={seen} onChange={setSeen}>
        {t(`trips.step.${step}.seen`)}
      </Tick>
    </FormSheet>
  );
}
