import { useT } from '../i18n.ts';

export function RunScreen(_: { runId: string | null }) {
  const t = useT();
  return <h1 tabIndex={-1}>{t('nav.run')}</h1>;
}
