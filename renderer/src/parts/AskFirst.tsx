import type { ReactNode } from 'react';
import { useT } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Sheet } from './Sheet.tsx';

/** "Are you sure", with the deed named on the button. */
export function AskFirst(props: {
  title: string;
  children: ReactNode;
  deed: string;
  onDo: () => void;
  onClose: () => void;
}) {
  const t = useT();
  return (
    <Sheet title={props.title} onClose={props.onClose} grave>
      <div>{props.children}</div>
      <div className="dialog-foot">
        <Button autoFocus onPress={props.onClose}>
          {t('app.cancel')}
        </Button>
        <Button
          tone="danger"
          onPress={() => {
            props.onClose();
            props.onDo();
          }}
        >
          {props.deed}
        </Button>
      </div>
    </Sheet>
  );
}
