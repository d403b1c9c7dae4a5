import { useState } from 'react';
import type { Settings } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Choices, Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { saveSettings, useParts } from '../store.ts';
import { lockMinutes } from '../vault/lock-minutes.ts';

export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { settings, info } = useParts('settings', 'info');
  const [operator, setOperator] = useState(settings.operator);
  const [typed, setTyped] = useState(String(settings.vaultLockMinutes));
  const [timeServer, setTimeServer] = useState(settings.timeServer);
  const minutes = lockMinutes(typed);
  const themes: Settings['theme'][] = ['system', 'light', 'dark', 'contrast'];
  const done = () => {
    if (minutes === null) return;
    if (minutes !== settings.vaultLockMinutes) void saveSettings({ vaultLockMinutes: minutes });
    if (timeServer.trim() !== settings.timeServer) void saveSettings({ timeServer: timeServer.trim() });
    if (operator.trim() !== settings.operator) void saveSettings({ operator: operator.trim() });
    onClose();
  };
  return (
    <Sheet title={t('app.settings')} onClose={done}>
      <Field label={t('settings.operator')} hint={t('settings.operatorHint')} value={operator} onChange={setOperator} />
      <Choices
        label={t('app.language')}
        value={settings.language}
        options={[
          { value: 'en', label: 'English' },
          { value: 'de', label: 'Deutsch' },
        ]}
        onChange={(v) => void saveSettings({ language: v === 'de' ? 'de' : 'en' })}
      />
      <Choices
        label={t('settings.theme')}
        value={settings.theme}
        options={themes.map((v) => ({ value: v, label: t(`settings.themes.${v}`) }))}
        onChange={(v) => void saveSettings({ theme: themes.find((x) => x === v) ?? 'system' })}
      />
      <Field
        inputMode="numeric"
        autoComplete="off"
        label={t('settings.vaultLock')}
        hint={t('settings.vaultLockHint')}
        value={typed}
        onChange={setTyped}
        unit={<span>{t('settings.minutes')}</span>}
        problem={minutes === null ? t('settings.vaultLockProblem') : null}
      />
      <Field
        autoComplete="off"
        label={t('settings.timeServer')}
        hint={t('settings.timeServerHint')}
        value={timeServer}
        onChange={setTimeServer}
      />
      {info && (
        <p className="muted small">
          {t('settings.about', { name: info.name, version: info.version, home: info.home })}
        </p>
      )}
      <div className="dialog-foot">
        <Button tone="primary" onPress={done}>
          {t('app.done')}
        </Button>
      </div>
    </Sheet>
  );
}
