import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Tick } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { goKeys, singleKeys } from './shortcuts.ts';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [single, setSingle] = useState(singleKeys.on());
  const rows: [string[], string][] = [
    [['Ctrl', 'K'], t('app.palette')],
    [['Ctrl', 'Shift', 'L'], t('vault.lock')],
    [['F1'], t('nav.help')],
    [['?'], t('app.shortcuts')],
    ...Object.entries(goKeys).map(([key, screen]): [string[], string] => [
      ['g', key],
      t('shortcuts.go', { screen: t(`nav.${screen}`) }),
    ]),
    [['Esc'], t('shortcuts.close')],
  ];
  return (
    <Sheet title={t('app.shortcuts')} onClose={onClose}>
      <dl className="facts">
        {rows.map(([keys, what]) => (
          <div key={what} style={{ display: 'contents' }}>
            <dt>
              {keys.map((k) => (
                <kbd key={k} className="key">
                  {k}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Tick
        isSelected={single}
        onChange={(on) => {
          singleKeys.set(on);
          setSingle(on);
        }}
      >
        {t('shortcuts.single')}
      </Tick>
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.close')}</Button>
      </div>
    </Sheet>
  );
}
