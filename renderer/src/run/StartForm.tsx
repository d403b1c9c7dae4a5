import { type FormEvent, useState } from 'react';
import type { Failure, RoleBindings } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Pick } from '../parts/Field.tsx';
import { go } from '../route.ts';
import { products } from '../sites/draft.ts';
import { send, takeRun, useParts } from '../store.ts';
import { bindingProblem, devicesOf, takenBy } from './bindings.ts';
import { RolePick } from './RolePick.tsx';

/**
 * Chooses a procedure (`wanted`, where one was chosen elsewhere) and says which chassis plays which role. No device is
 * preselected: roles swap at a takeover.
 */
export function StartForm({ wanted }: { wanted: string | null }) {
  const t = useT();
  const text = useText();
  const { procedures, sites, siteId } = useParts('procedures', 'sites', 'siteId');
  const site = sites.find((s) => s.id === siteId);
  const [chosen, setChosen] = useState(wanted ?? '');
  const [bindings, setBindings] = useState<RoleBindings>({});
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const procedure = procedures.find((p) => p.id === chosen);
  const devices = site?.devices.filter((d) => d.product === procedure?.product) ?? [];
  const problem = procedure && bindingProblem(procedure.roles, bindings, devices);
  const start = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!site || !procedure || problem) return;
    const result = await send('runs.start', procedure.id, site.id, bindings);
    if (!result.ok) return setFailure(result.error);
    takeRun(result.value);
    go('run', result.value.id);
  };
  return (
    <form className="panel stack" onSubmit={(e) => void start(e)} noValidate aria-labelledby="start-run">
      <h2 id="start-run">{t('run.startTitle', { site: site?.name ?? t('app.none') })}</h2>
      <Pick
        label={t('run.procedure')}
        value={chosen}
        options={[
          { value: '', label: t('app.choose') },
          ...products.flatMap((of) =>
            procedures
              .filter((p) => p.product === of)
              .map((p) => ({ value: p.id, label: text(p.title), group: t(`product.${of}`) }))
              .sort((a, b) => a.label.localeCompare(b.label)),
          ),
        ]}
        onChange={(id) => {
          setChosen(id);
          setBindings({});
          setTried(false);
          setFailure(null);
        }}
      />
      {procedure && <p>{text(procedure.objective)}</p>}
      {procedure && (
        <div className="role-picks">
          {procedure.roles.map((role) => (
            <RolePick
              key={role.role}
              role={role}
              devices={devices}
              taken={takenBy(procedure.roles, bindings, role.role, (other) => text(other.label))}
              chosen={devicesOf(bindings, role.role).filter((id) => id !== '')}
              onChange={(ids) => setBindings((b) => ({ ...b, [role.role]: role.many ? ids : (ids[0] ?? '') }))}
            />
          ))}
        </div>
      )}
      {tried && !procedure && <p className="problem">{t('run.problem.procedure')}</p>}
      {tried && problem && (
        <p className="problem" role="alert">
          {t(`run.problem.${problem}`)}
        </p>
      )}
      {failure && <FailureNote failure={failure} />}
      <div>
        <Button type="submit" tone="primary" big icon="play">
          {t('run.start')}
        </Button>
      </div>
    </form>
  );
}
