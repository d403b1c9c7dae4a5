import type { TripView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';

function Paper({ name, there, children }: { name: string; there: boolean; children: string }) {
  return (
    <div className={`reading${there ? ' read' : ''}`}>
      <dt>{name}</dt>
      <dd>
        <span className={there ? 'tone-ok' : 'tone-mute'}>
          <Icon name={there ? 'check' : 'unread'} />
        </span>
        <span>{children}</span>
      </dd>
    </div>
  );
}

/** Where the key, the request and the list are now. */
export function PapersList({ trip }: { trip: TripView }) {
  const t = useT();
  const { key, request, offered, window, side } = trip;
  return (
    <dl className="readings papers">
      <Paper name={t('trips.paper.key')} there={key !== null}>
        {key
          ? t(key.stored ? 'trips.paper.keyStored' : 'trips.paper.keySeen', { key: key.masked, time: stamp(key.at) })
          : t('trips.paper.noKey')}
      </Paper>
      <Paper name={t('trips.paper.request')} there={request !== null}>
        {request
          ? t('trips.paper.requestMade', { id: `${request.id.slice(0, 12)}…`, time: stamp(request.at) })
          : t('trips.paper.noRequest')}
      </Paper>
      <Paper name={t('trips.paper.list')} there={offered !== null}>
        {offered
          ? t('trips.paper.listed', { count: offered.length })
          : t(side === 'rack' ? 'trips.paper.listElsewhere' : 'trips.paper.noList')}
      </Paper>
      <Paper name={t('trips.paper.window')} there={window !== null}>
        {window
          ? t('trips.paper.windowAt', { time: stamp(window.at), reference: window.reference })
          : t('trips.paper.noWindow')}
      </Paper>
    </dl>
  );
}
