import { useT } from '../i18n.ts';

export function PowerScreen(_: { deviceId: string | null }) {
  const t = useT();
  return <h1 tabIndex={-1}>{t('nav.power')}</h1>;
}
