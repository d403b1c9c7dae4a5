import { type FormEvent, useEffect, useState } from 'react';
import type { Failure, HandOverView, Site } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices, Field, Pick, Tick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { go } from '../route.ts';
import { send, takeRun, useParts, useStore } from '../store.ts';

/** A run arrives: which file, what it is and who signed it, which devices here are its devices. */
export function TakeOverSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { sites, siteId } = useParts('sites', 'siteId');
  const [found, setFound] = useState<string[]>([]);
  const [file, setFile] = useState('');
  const [site, setSite] = useState<string>(siteId ?? '');
  const [arrived, setArrived] = useState<HandOverView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void send('runs.foundHandOvers').then((result) => result.ok && setFound(result.value));
  }, []);
  const read = async (e: FormEvent) => {
    e.preventDefault();
    if (file.trim() === '' || busy) return;
    setBusy(true);
    const result = await send('runs.readHandOver', file.trim(), site || null);
    setBusy(false);
    setFailure(result.ok ? null : result.error);
    setArrived(result.ok ? result.value : null);
  };
  const changed = () => {
    setArrived(null);
    setFailure(null);
  };
  return (
    <Sheet wide title={t('handover.take')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void read(e)} noValidate>
        {found.length > 0 && (
          <Choices
            label={t('handover.found')}
            value={file}
            onChange={(path) => {
              setFile(path);
              changed();
            }}
            options={found.map((path) => ({ value: path, label: <code className="wrap">{path}</code> }))}
          />
        )}
        <Field
          mono
          spellCheck="false"
          autoComplete="off"
          label={t('handover.path')}
          value={file}
          onChange={(path) => {
            setFile(path);
            changed();
          }}
        />
        <Pick
          label={t('handover.site')}
          value={site}
          onChange={(id) => {
            setSite(id);
            changed();
          }}
          options={[
            { value: '', label: t('handover.sameSite') },
            ...sites.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {failure && <FailureNote failure={failure} />}
        {!arrived && (
          <div className="dialog-foot">
            <Button onPress={onClose}>{t('app.cancel')}</Button>
            <Button type="submit" tone="primary" isDisabled={busy || file.trim() === ''}>
              {t('handover.check')}
            </Button>
          </div>
        )}
      </form>
      {arrived && (
        <Arrived key={arrived.id + site} file={file.trim()} site={site || null} view={arrived} onClose={onClose} />
      )}
    </Sheet>
  );
}

function Arrived(props: { file: string; site: string | null; view: HandOverView; onClose: () => void }) {
  const { file, view, onClose } = props;
  const t = useT();
  const text = useText();
  const sites = useStore((s) => s.sites);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [add, setAdd] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const here: Site | undefined = sites.find(({ id }) => id === view.siteId);
  const missing = view.devices.filter(({ deviceId }) => deviceId === null);
  const known = (name: string) => (chosen[name] ?? '') !== '';
  const ready = missing.every(({ name, inFile }) => known(name) || (add && inFile)) && (here !== undefined || add);
  const take = async () => {
    setBusy(true);
    const bind = Object.fromEntries(Object.entries(chosen).filter(([, id]) => id !== ''));
    const result = await send('runs.takeOver', file, props.site, bind, add);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    takeRun(result.value);
    onClose();
    go('run', result.value.id);
  };
  return (
    <div className="stack" aria-live="polite">
      <h3>{text(view.title)}</h3>
      <p>
        {t('handover.from', {
          from: view.from,
          time: stamp(view.at),
          done: view.progress.done,
          total: view.progress.total,
          entries: view.entries,
        })}
      </p>
      <p className={`note ${view.signature === 'trusted' ? 'ok' : 'warn'}`}>
        <Icon name={view.signature === 'trusted' ? 'check' : 'warn'} />
        <span>
          {t(`handover.signature.${view.signature}`)} {view.signer && <code className="wrap">{view.signer}</code>}
        </span>
      </p>
      <p className="small muted">
        {t('handover.head')}: <code className="wrap">{view.head}</code>
      </p>
      <ul className="stack tight" aria-label={t('handover.devices')}>
        {view.devices.map((device) => (
          <li key={`${device.role} ${device.name}`} className="row">
            <Icon name={device.deviceId ? 'check' : 'question'} />
            <span>
              <b>{device.name}</b> <code>{device.serial ?? t('handover.noSerial')}</code>{' '}
              {device.deviceId ? t('handover.isHere', { id: device.deviceId }) : t('handover.isMissing')}
            </span>
            {!device.deviceId && here && here.devices.length > 0 && (
              <Pick
                hideLabel
                label={t('handover.which', { name: device.name })}
                value={chosen[device.name] ?? ''}
                onChange={(id) => setChosen({ ...chosen, [device.name]: id })}
                options={[
                  { value: '', label: t('handover.choose') },
                  ...here.devices.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      {(missing.some(({ inFile }) => inFile) || !here) && (
        <Tick isSelected={add} onChange={setAdd}>
          {t(here ? 'handover.add' : 'handover.addSite', { site: view.site })}
        </Tick>
      )}
      <p className="muted">{t('handover.evidence', { count: view.files, left: view.left.length })}</p>
      <p className="now-text">{t('handover.readAgain')}</p>
      {failure && <FailureNote failure={failure} />}
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button tone="primary" isDisabled={!ready || busy} onPress={() => void take()}>
          {t('handover.take')}
        </Button>
      </div>
    </div>
  );
}
