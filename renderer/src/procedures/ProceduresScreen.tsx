import { useT } from '../i18n.ts';

export function ProceduresScreen(_: { procedureId: string | null }) {
  const t = useT();
  return <h1 tabIndex={-1}>{t('nav.procedures')}</h1>;
}
