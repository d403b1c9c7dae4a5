import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo, type Screen, screens } from '../route.ts';

export function Nav({ current }: { current: Screen }) {
  const t = useT();
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <ul>
        {screens.map((name) => (
          <li key={name}>
            <a href={routeTo(name)} aria-current={name === current ? 'page' : undefined}>
              <Icon name={name} />
              {t(`nav.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
