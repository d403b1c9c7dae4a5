import { type FormEvent, useState } from 'react';
import type { Failure } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Pick } from '../parts/Field.tsx';
import { go } from '../route.ts';
import { send, takeRun, useStore } from '../store.ts';
import { bindingProblem } from './bindings.ts';

/** Chooses a procedure and says which chassis plays which role. Nothing is preselected: roles swap at a takeover. */
export function StartForm() {
  const t = useT();
  const text = useText();
  const { procedures, sites, siteId } = useStore();
  const site = sites.find((s) => s.id === siteId);
  const [chosen, setChosen] = useState('');
  const [bindings, setBindings] = useState<Record<string, string>>({});
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
          ...procedures.map((p) => ({ value: p.id, label: text(p.title) })),
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
          {procedure.roles.map(({ role, label }) => (
            <Pick
              key={role}
              label={text(label)}
              value={bindings[role] ?? ''}
              options={[
                { value: '', label: t('app.choose') },
                ...devices.map((d) => ({
                  value: d.id,
                  label: t('run.deviceOption', { name: d.name, serial: d.serial ?? t('device.serialUnbound') }),
                })),
              ]}
              onChange={(id) => setBindings((b) => ({ ...b, [role]: id }))}
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
