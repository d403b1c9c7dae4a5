import { DropZone, FileTrigger } from 'react-aria-components';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useNow } from '../useNow.ts';
import { ageDays } from './request.ts';
import { change, planNow, takeList, usePlanner } from './usePlanner.ts';

const OLD_DAYS = 30;

/** The vendor's releases, carried in as a file: what it is called, of which day it is, and how old that makes it. */
export function ReleaseList({ again = false }: { again?: boolean }) {
  const t = useT();
  const list = usePlanner((s) => s.draft.list);
  const read = async (file: { name: string; text(): Promise<string> } | undefined) => {
    if (file && (await takeList(file)) && again) await planNow();
  };
  return (
    <DropZone
      className="drop-zone"
      aria-label={t('planner.list')}
      onDrop={(e) => {
        const [file] = e.items.filter((item) => item.kind === 'file');
        if (file) void file.getFile().then(read);
      }}
    >
      <div className="stack tight">
        <p className="row spread">
          <b>{t('planner.list')}</b>
          <FileTrigger acceptedFileTypes={['.yaml', '.yml', '.json']} onSelect={(files) => void read(files?.[0])}>
            <Button icon="up">{t(list ? 'planner.otherList' : 'planner.chooseList')}</Button>
          </FileTrigger>
        </p>
        {list ? <ListLine /> : <p className="hint muted small">{t('planner.listHint')}</p>}
      </div>
    </DropZone>
  );
}

function ListLine() {
  const t = useT();
  const list = usePlanner((s) => s.draft.list);
  const now = useNow(false);
  if (!list) return null;
  const age = ageDays(list.catalogue.date, now);
  const old = age > OLD_DAYS;
  return (
    <div className="row spread">
      <p className={old ? 'tone-warn' : undefined}>
        {old && <Icon name="warn" />}{' '}
        {t('planner.listLine', {
          name: list.name,
          date: list.catalogue.date.slice(0, 10),
          releases: list.catalogue.releases.length,
        })}{' '}
        <b>{t(age < 0 ? 'planner.future' : 'planner.age', { count: Math.abs(age) })}</b>
        {old && ` ${t('planner.old')}`}
      </p>
      <Button small tone="quiet" icon="trash" onPress={() => change({ list: null })}>
        {t('planner.dropList')}
      </Button>
    </div>
  );
}
