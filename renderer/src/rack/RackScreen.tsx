import { useT } from '../i18n.ts';

export function RackScreen() {
  const t = useT();
  return <h1 tabIndex={-1}>{t('nav.rack')}</h1>;
}
