import type { IdracJobView } from '../../../preload/contract.ts';
import { OrderButton, type Orders, useOrders } from '../device/orders.tsx';
import type { PanelProps } from '../device/Panel.tsx';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { IdracPart } from './IdracHead.tsx';
import { useIdrac } from './reading.ts';

const looks: Record<IdracJobView['state'], { icon: IconName; tone: string }> = {
  scheduled: { icon: 'clock', tone: 'tone-warn' },
  running: { icon: 'sensed', tone: 'tone-warn' },
  completed: { icon: 'check', tone: 'tone-ok' },
  failed: { icon: 'cross', tone: 'tone-bad' },
  other: { icon: 'question', tone: 'tone-mute' },
};

function JobState({ job }: { job: IdracJobView }) {
  const t = useT();
  const look = looks[job.state];
  return (
    <span className={`state-mark ${look.tone}`}>
      <Icon name={look.icon} />
      {t(`idrac.job.${job.state}`)}
      {job.state === 'running' && job.percent !== null && ` ${job.percent} %`}
    </span>
  );
}

function JobRow({ job, orders }: { job: IdracJobView; orders: Orders }) {
  const t = useT();
  const time = (iso: string | null) => (iso ? stamp(iso) : '–');
  return (
    <tr>
      <th scope="row">
        {job.name}
        <span className="small muted mono entity">{job.id}</span>
      </th>
      <td>
        <JobState job={job} />
        {job.message && (
          <span className="small muted word" lang="en">
            {job.message}
          </span>
        )}
      </td>
      <td className="nowrap">{time(job.startedAt)}</td>
      <td className="nowrap">{time(job.endedAt)}</td>
      <td>
        {job.state === 'running' ? (
          <span className="small muted">{t('idrac.job.isRunning')}</span>
        ) : (
          <OrderButton
            orders={orders}
            action="idrac.job.delete"
            label={t('idrac.job.delete', { id: job.id })}
            icon="trash"
            order={{ action: 'idrac.job.delete', job: job.id }}
            ask={job.state === 'scheduled' ? <p className="note warn">{t('idrac.job.deleteScheduled')}</p> : null}
          />
        )}
      </td>
    </tr>
  );
}

/** The iDRAC's job queue, in its order. */
export function JobsPanel({ site, device }: PanelProps) {
  const t = useT();
  const { again } = useIdrac(site, device);
  const orders = useOrders(site, device, () => void again(), 'idrac');
  return (
    <IdracPart site={site} device={device} pick={(view) => view.jobs} note={orders.note}>
      {(jobs) =>
        jobs.length === 0 ? (
          <p className="empty">{t('idrac.job.none')}</p>
        ) : (
          <div className="scroll-x">
            <table className="jobs" aria-label={t('device.tab.jobs')}>
              <thead>
                <tr>
                  <th scope="col">{t('idrac.job.head')}</th>
                  <th scope="col">{t('health.stateHead')}</th>
                  <th scope="col">{t('idrac.job.started')}</th>
                  <th scope="col">{t('idrac.job.ended')}</th>
                  <th scope="col">{t('idrac.job.change')}</th>
                </tr>
              </thead>
              <tbody>
                {jobs.map((job) => (
                  <JobRow key={job.id} job={job} orders={orders} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </IdracPart>
  );
}
