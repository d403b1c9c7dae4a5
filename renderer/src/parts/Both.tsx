import type { Text } from '../../../preload/contract.ts';
import { useLanguage } from '../i18n.ts';
import { useStore } from '../store.ts';

/** A text of the procedure; in both languages while somebody reads it to the other end of a phone line. */
export function Both({ text }: { text: Text }) {
  const language = useLanguage();
  const sideBySide = useStore((s) => s.sideBySide);
  const other = language === 'en' ? 'de' : 'en';
  const own = text[language] || text.en;
  if (!sideBySide || !text[other] || text[other] === own) return <>{own}</>;
  return (
    <span className="both">
      <span lang={language}>{own}</span>{' '}
      <span lang={other} className="other">
        {text[other]}
      </span>
    </span>
  );
}
