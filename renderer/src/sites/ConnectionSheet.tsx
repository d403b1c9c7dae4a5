import { useCallback, useEffect, useState } from 'react';
import type { ConnectionReport, Device, Failure, Site } from '../../../preload/contract.ts';
import { failureText, useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { call, notify, send } from '../store.ts';

function Checks({ report }: { report: ConnectionReport }) {
  const t = useT();
  const language = useLanguage();
  return (
    <ul className="checks">
      {report.checks.map((check) => {
        const failure = check.error && failureText(check.error, language);
        return (
          <li key={check.id}>
            <span className={check.ok ? 'tone-ok' : 'tone-bad'}>
              <Icon name={check.ok ? 'check' : 'cross'} />
            </span>
            <div>
              <b>{t(`check.${check.id}`)}</b>{' '}
              <span className="hidden">{check.ok ? t('check.ok') : t('check.bad')}</span>
              {check.value && <p className="mono fingerprint">{check.value}</p>}
              {failure && <p className="tone-bad">{failure.message}</p>}
              {failure?.advice && <p className="muted">{failure.advice}</p>}
              {failure?.detail && (
                <p className="small muted" lang="en">
                  {failure.detail}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What the test read and the device does not hold yet. A change of something already held is a warning. */
function Offers({ site, device, report }: { site: Site; device: Device; report: ConnectionReport }) {
  const t = useT();
  const save = async (changed: Device, said: string) => {
    if (await call('devices.save', site.id, changed)) notify({ tone: 'good', text: said, failure: null });
  };
  const { serial, fingerprint } = report;
  const { web } = device;
  return (
    <>
      {serial && serial !== device.serial && (
        <div className={device.serial ? 'note bad' : 'note'}>
          <Icon name={device.serial ? 'warn' : 'entered'} />
          <div className="stack tight">
            <p>
              {device.serial
                ? t('connection.otherSerial', { read: serial, bound: device.serial })
                : t('connection.newSerial', { read: serial })}
            </p>
            <div>
              <Button onPress={() => void save({ ...device, serial }, t('connection.bound', { serial }))}>
                {t('connection.bind', { serial })}
              </Button>
            </div>
          </div>
        </div>
      )}
      {fingerprint && web && fingerprint !== web.pin && (
        <div className={web.pin ? 'note bad' : 'note'}>
          <Icon name={web.pin ? 'warn' : 'key'} />
          <div className="stack tight">
            <p>{web.pin ? t('connection.otherPin') : t('connection.newPin')}</p>
            <code className="fingerprint">{fingerprint}</code>
            <div>
              <Button
                onPress={() => void save({ ...device, web: { ...web, pin: fingerprint } }, t('connection.pinned'))}
              >
                {t('connection.pin')}
              </Button>
            </div>
          </div>
        </div>
      )}
    </>
  );
}

export function ConnectionSheet({ site, device, onClose }: { site: Site; device: Device; onClose: () => void }) {
  const t = useT();
  const [report, setReport] = useState<ConnectionReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const test = useCallback(async () => {
    setReport(null);
    setFailure(null);
    const result = await send('devices.test', site.id, device.id);
    if (result.ok) setReport(result.value);
    else setFailure(result.error);
  }, [site.id, device.id]);
  useEffect(() => void test(), [test]);
  const bad = report?.checks.filter((c) => !c.ok).length ?? 0;
  return (
    <Sheet wide title={t('connection.title', { name: device.name })} onClose={onClose}>
      <p role="status" className={bad > 0 ? 'tone-bad' : ''}>
        {report
          ? t('connection.summary', { count: bad, total: report.checks.length })
          : failure
            ? ''
            : t('connection.testing')}
      </p>
      {report && <Checks report={report} />}
      {report && <Offers site={site} device={device} report={report} />}
      {failure && <FailureNote failure={failure} />}
      <div className="dialog-foot">
        <Button icon="refresh" onPress={() => void test()}>
          {t('connection.again')}
        </Button>
        <Button tone="primary" onPress={onClose}>
          {t('app.close')}
        </Button>
      </div>
    </Sheet>
  );
}
