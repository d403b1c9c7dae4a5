import { type KeyboardEvent, useDeferredValue, useMemo } from 'react';
import type { Product } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Choices, Field } from '../parts/Field.tsx';
import { products } from '../sites/draft.ts';
import { useStore } from '../store.ts';
import { sorts, sortsOf } from './calls.ts';
import { ProcedureItem } from './ProcedureItem.tsx';
import { entriesOf, search } from './search.ts';
import { useIndex, useLibrary } from './useIndex.ts';

/** Up and down lead through the results, from the field into them and back. */
function walk(e: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (by === undefined) return;
  const stops = [...e.currentTarget.querySelectorAll<HTMLElement>('input[type=search], a.procedure-item')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  const next = here < 0 ? undefined : stops[here + by];
  if (!next) return;
  e.preventDefault();
  next.focus();
}

/** Every procedure: whole jobs first, then tasks that stand alone, then the parts that jobs are made of. */
export function LibraryPage() {
  const t = useT();
  const text = useText();
  const procedures = useStore((s) => s.procedures);
  const index = useIndex();
  const { query, product } = useLibrary();
  const wanted = useDeferredValue(query);
  const entries = useMemo(() => entriesOf(procedures, index ?? []), [procedures, index]);
  const sortOf = useMemo(() => sortsOf(index ?? []), [index]);
  const hits = search(entries, wanted).filter(({ procedure }) => product === 'all' || procedure.product === product);
  const count = (of: Product) => procedures.filter((p) => p.product === of).length;
  const asked = wanted.trim() !== '';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys are a short cut; Tab reaches the same links.
    <div className="stack library" onKeyDown={walk}>
      <h1 tabIndex={-1}>{t('nav.procedures')}</h1>
      <search className="panel stack">
        <Field
          type="search"
          label={t('library.search')}
          hint={t('library.hint')}
          value={query}
          onChange={(typed) => useLibrary.setState({ query: typed })}
        />
        <Choices
          label={t('library.product')}
          value={product}
          options={[
            { value: 'all', label: t('library.all', { count: procedures.length }) },
            ...products.map((of) => ({ value: of, label: `${t(`product.${of}`)} (${count(of)})` })),
          ]}
          onChange={(of) => useLibrary.setState({ product: of as Product | 'all' })}
        />
      </search>
      <p role="status" className="muted">
        {asked || product !== 'all' ? t('library.found', { count: hits.length }) : ''}
      </p>
      {hits.length === 0 && <p className="empty">{t(procedures.length > 0 ? 'library.nothing' : 'procedure.none')}</p>}
      {asked ? (
        <ul className="procedure-items">
          {hits.map((hit) => (
            <ProcedureItem key={hit.procedure.id} hit={hit} sort={sortOf.get(hit.procedure.id)} named />
          ))}
        </ul>
      ) : (
        products.map((of) => (
          <section
            key={of}
            className="stack tight"
            aria-labelledby={`library-${of}`}
            hidden={!hits.some((h) => h.procedure.product === of)}
          >
            <h2 id={`library-${of}`}>{t(`product.${of}`)}</h2>
            {sorts.map((sort) => {
              const some = hits
                .filter(({ procedure }) => procedure.product === of && (sortOf.get(procedure.id) ?? 'task') === sort)
                .sort((a, b) => {
                  // The longest jobs are the ones people come for; everything else is looked up by name.
                  const longest = sort === 'job' ? b.procedure.steps - a.procedure.steps : 0;
                  return longest || text(a.procedure.title).localeCompare(text(b.procedure.title));
                });
              if (some.length === 0) return null;
              return (
                <details key={sort} className="folded" open={sort === 'job' || product !== 'all'}>
                  <summary>
                    <h3>{t(`library.sort.${sort}`)}</h3>
                    <span className="muted">{some.length}</span>
                  </summary>
                  <ul className="procedure-items">
                    {some.map((hit) => (
                      <ProcedureItem key={hit.procedure.id} hit={hit} sort={undefined} />
                    ))}
                  </ul>
                </details>
              );
            })}
          </section>
        ))
      )}
    </div>
  );
}
