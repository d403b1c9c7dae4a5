import type { ReactNode } from 'react';
import type { VolumeView } from '../../../preload/contract.ts';
import { type T, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { badWord } from './badWord.ts';
import { KeyId } from './KeyId.tsx';
import type { Next } from './next.ts';
import type { Ask } from './sheets.tsx';

/** The letter, or the beginning of the ID where no letter is known. */
export const volumeName = (t: T, { letter, id }: Pick<VolumeView, 'letter' | 'id'>): string =>
  letter ?? t('keys.volumeId', { id: id.slice(0, 8) });
const names = (t: T, volumes: VolumeView[]) => volumes.map((v) => volumeName(t, v)).join(', ');

function Card(props: { title: string; text: string; about?: ReactNode; children?: ReactNode }) {
  return (
    <section className="panel keys-next stack tight" aria-labelledby="keys-next">
      <p className="eyebrow">{useT()('keys.next.now')}</p>
      <h2 id="keys-next">{props.title}</h2>
      {props.about}
      <p>{props.text}</p>
      <div className="row">{props.children}</div>
    </section>
  );
}

/** The one thing to do now, large, with the button that begins it. */
export function NextCard({ next, ask }: { next: Next; ask: Ask }) {
  const t = useT();
  switch (next.do) {
    case 'read':
      return (
        <Card title={t('keys.next.read')} text={t('keys.next.readText')}>
          <Button big tone="primary" icon="search" onPress={() => ask({ sheet: 'drive', mode: { deed: 'read' } })}>
            {t('keys.readDrive')}
          </Button>
          <Button big icon="entered" onPress={() => ask({ sheet: 'collect', from: 'text' })}>
            {t('keys.pasteListing')}
          </Button>
        </Card>
      );
    case 'look': {
      const named = { count: next.volumes.length, volumes: names(t, next.volumes) };
      return (
        <Card
          title={t('keys.next.look', named)}
          text={next.rejected ? t('keys.next.lookRejected') : t('keys.next.lookText')}
        >
          <Button big tone="primary" icon="search" onPress={() => ask({ sheet: 'collect', from: 'stick' })}>
            {t('keys.lookOnStick')}
          </Button>
          <Button big icon="entered" onPress={() => ask({ sheet: 'collect', from: 'text' })}>
            {t('keys.paste')}
          </Button>
        </Card>
      );
    }
    case 'repair': {
      const title = t('keys.next.repair', { bad: badWord(t, next.key.badGroups) });
      return (
        <Card title={title} text={t('keys.next.repairText')} about={<KeyId id={next.key.id} />}>
          <Button
            big
            tone="primary"
            icon="refresh"
            onPress={() => ask({ sheet: 'drive', mode: { deed: 'repair', key: next.key } })}
          >
            {t('keys.repair')}
          </Button>
          <Button big icon="search" onPress={() => ask({ sheet: 'collect', from: 'stick' })}>
            {t('keys.lookElsewhere')}
          </Button>
        </Card>
      );
    }
    case 'prove': {
      const named = { count: next.volumes.length, volumes: names(t, next.volumes) };
      return (
        <Card title={t('keys.next.prove', named)} text={t('keys.next.proveText')}>
          <Button
            big
            tone="primary"
            icon="key"
            onPress={() => ask({ sheet: 'drive', mode: { deed: 'prove', refs: null } })}
          >
            {t('keys.prove')}
          </Button>
        </Card>
      );
    }
    case 'carry':
      return (
        <Card title={t('keys.next.carry', { volumes: names(t, next.volumes) })} text={t('keys.next.carryText')}>
          <Button big tone="primary" icon="down" onPress={() => ask({ sheet: 'export' })}>
            {t('keys.export')}
          </Button>
          <Button big icon="journal" onPress={() => ask({ sheet: 'print' })}>
            {t('keys.print')}
          </Button>
        </Card>
      );
    case 'nothing':
      return (
        <p className="note">
          <Icon name="check" />
          <span>{t('keys.next.nothing')}</span>
        </p>
      );
    case 'rest':
      return (
        <p className="note ok keys-ready">
          <Icon name="check" />
          <span>{t('keys.next.rest')}</span>
        </p>
      );
  }
}
