import { useT, useText } from '../i18n.ts';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { callersOf } from './calls.ts';
import { useIndex } from './useIndex.ts';

/** What the procedure calls, and what calls it. */
export function CallLinks({ id }: { id: string }) {
  const t = useT();
  const index = useIndex();
  if (!index) return null;
  const calls = index.find((one) => one.id === id)?.calls ?? [];
  const callers = callersOf(index).get(id) ?? [];
  if (calls.length + callers.length === 0) return null;
  return (
    <dl className="facts">
      {calls.length > 0 && <Links title={t('library.calls')} ids={calls} />}
      {callers.length > 0 && <Links title={t('library.calledBy')} ids={callers} />}
    </dl>
  );
}

function Links({ title, ids }: { title: string; ids: readonly string[] }) {
  const text = useText();
  const procedures = useStore((s) => s.procedures);
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <ul className="call-links">
          {ids.map((id) => {
            const found = procedures.find((p) => p.id === id);
            return (
              <li key={id}>
                <a href={routeTo('procedures', id)}>{found ? text(found.title) : id}</a>
              </li>
            );
          })}
        </ul>
      </dd>
    </>
  );
}
