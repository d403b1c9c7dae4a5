import { useT } from '../i18n.ts';

export function JournalScreen(_: { stream: string | null }) {
  const t = useT();
  return <h1 tabIndex={-1}>{t('nav.journal')}</h1>;
}
