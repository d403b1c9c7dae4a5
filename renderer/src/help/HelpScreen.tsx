import { useMemo, useState } from 'react';
import { useLanguage, useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { routeTo } from '../route.ts';
import { Markdown } from './Markdown.tsx';
import { findSections, pagesIn } from './pages.ts';
import './help.css';

/** The handbook that is always there: it ships with Rackhand and asks no network. */
export function HelpScreen({ topic }: { topic: string | null }) {
  const t = useT();
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const pages = useMemo(() => pagesIn(language), [language]);
  const others = useMemo(() => pagesIn(language === 'en' ? 'de' : 'en'), [language]);
  const asked = query.trim() !== '';
  const at = Math.max(
    0,
    pages.findIndex((page) => page.id === topic),
  );
  const shown: [number, number][] = asked
    ? findSections(pages, others, query)
    : (pages[at]?.sections.map((_, s): [number, number] => [at, s]) ?? []);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.help')}</h1>
      <search className="no-print">
        <Field type="search" label={t('help.search')} value={query} onChange={setQuery} />
      </search>
      <nav aria-label={t('help.topics')} className="device-tabs no-print">
        {pages.map((page, index) => (
          <a
            key={page.id}
            className="button"
            href={routeTo('help', page.id)}
            aria-current={!asked && index === at ? 'page' : undefined}
            onClick={() => setQuery('')}
          >
            {page.title}
          </a>
        ))}
      </nav>
      <p role="status" className="muted">
        {asked ? t('help.found', { count: shown.length }) : ''}
      </p>
      {shown.length === 0 && <p className="empty">{t('help.nothing')}</p>}
      {shown.map(([p, s]) => {
        const section = pages[p]?.sections[s];
        return (
          section && (
            <section key={`${p}/${s}`} className="panel help" aria-labelledby={`help-${p}-${s}`}>
              {asked && <p className="small muted">{pages[p]?.title}</p>}
              <h2 id={`help-${p}-${s}`}>{section.title}</h2>
              <Markdown text={section.text} />
            </section>
          )
        );
      })}
    </div>
  );
}
