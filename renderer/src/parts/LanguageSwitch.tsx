import { useT } from '../i18n.ts';
import { saveSettings, useStore } from '../store.ts';

/** English or German, for the whole screen at once. */
export function LanguageSwitch() {
  const language = useStore((s) => s.settings.language);
  const t = useT();
  const names = { en: 'English (EN)', de: 'Deutsch (DE)' } as const;
  return (
    <fieldset className="segmented" aria-label={t('app.language')}>
      {(['en', 'de'] as const).map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-label={names[code]}
          aria-pressed={language === code}
          onClick={() => void saveSettings({ language: code })}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
