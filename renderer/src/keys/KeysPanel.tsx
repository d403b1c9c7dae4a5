import { useState } from 'react';
import type { KeysView, VaultState, VolumeView } from '../../../preload/contract.ts';
import { NotRead, type PanelProps } from '../device/Panel.tsx';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { VaultSheet } from '../sites/VaultSheet.tsx';
import { forgetGoodNews, useStore } from '../store.ts';
import { KeyTable } from './KeyTable.tsx';
import { NextCard, volumeName } from './NextCard.tsx';
import { nextOf } from './next.ts';
import { type Ask, type Open, OpenSheet } from './sheets.tsx';
import { lastPlace, tableOf } from './table.ts';
import { useKeys } from './useKeys.ts';
import './keys.css';

/** Protection is off although the drive is encrypted: said louder than anything else on this screen. */
function Suspended({ volumes }: { volumes: VolumeView[] }) {
  const t = useT();
  if (volumes.length === 0) return null;
  return (
    <div className="note bad suspended" role="alert">
      <Icon name="unlock" />
      <div>
        <p className="outcome-title">
          {t('keys.suspended', { volumes: volumes.map((v) => volumeName(t, v)).join(', ') })}
        </p>
        <p>{t('keys.suspendedText')}</p>
      </div>
    </div>
  );
}

/** The way into the vault, while it is closed. */
function OpenVault({ vault, ask }: { vault: VaultState['state'] | undefined; ask: Ask }) {
  const t = useT();
  if (!vault || vault === 'open') return null;
  return (
    <Button icon="lock" onPress={() => ask({ sheet: 'vault' })}>
      {vault === 'absent' ? t('vault.create') : t('vault.open')}
    </Button>
  );
}

/** Everything that can be done at any time; what is to be done now stands larger above. */
function Tools({ view, ask }: { view: KeysView; ask: Ask }) {
  const t = useT();
  const some = view.keys.some((k) => k.stored && k.dead === null && !k.stale);
  return (
    <>
      <Button icon="search" onPress={() => ask({ sheet: 'collect', from: 'stick' })}>
        {t('keys.collect')}
      </Button>
      <Button icon="device" onPress={() => ask({ sheet: 'drive', mode: { deed: 'read' } })}>
        {t('keys.readDrive')}
      </Button>
      {some && (
        <>
          <Button icon="key" onPress={() => ask({ sheet: 'drive', mode: { deed: 'prove', refs: null } })}>
            {t('keys.proveAll')}
          </Button>
          <Button icon="journal" onPress={() => ask({ sheet: 'print' })}>
            {t('keys.print')}
          </Button>
          <Button icon="down" onPress={() => ask({ sheet: 'export' })}>
            {t('keys.export')}
          </Button>
          <Button icon="warn" onPress={() => ask({ sheet: 'retire' })}>
            {t('keys.retire')}
          </Button>
        </>
      )}
    </>
  );
}

/** Recovery keys of one device: what is missing, what is proven, and the one thing to do now. */
export function KeysPanel({ site, device }: PanelProps) {
  const t = useT();
  const keys = useKeys(site, device);
  const { view, failure, busy } = keys;
  const vault = useStore((s) => s.vault?.state);
  const isOpen = vault === 'open';
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const ask = (next: Open) => {
    // Good news of the step before has been seen; it would lie over the buttons of the next one.
    forgetGoodNews();
    setOpen(next);
  };
  const [path, setPath] = useState<string | null>(null);
  const table = view && tableOf(view);
  return (
    <div className="stack">
      {busy && !view && <p role="status">{t('device.reading')}</p>}
      {failure && (
        <>
          <FailureNote failure={failure} />
          <div className="row">
            <Button icon="refresh" isDisabled={busy} onPress={() => void keys.again()}>
              {t('rack.refresh')}
            </Button>
            <OpenVault vault={vault} ask={ask} />
          </div>
        </>
      )}
      {view && table && (
        <>
          <Suspended volumes={table.volumes.map((v) => v.volume).filter((v) => v.suspended)} />
          <NextCard next={nextOf(view)} ask={ask} />
          <div className="row">
            <OpenVault vault={vault} ask={ask} />
            <Tools view={view} ask={ask} />
          </div>
          {view.volumes === null && (
            <section className="stack tight" aria-labelledby="volumes-unread">
              <h2 id="volumes-unread">{t('keys.volumes')}</h2>
              <NotRead failure={null} />
            </section>
          )}
          <KeyTable site={site} device={device} table={table} ask={ask} isOpen={isOpen} />
        </>
      )}
      {open?.sheet === 'vault' && <VaultSheet siteId={site.id} create={vault === 'absent'} onClose={close} />}
      {open && open.sheet !== 'vault' && view && (
        <OpenSheet
          site={site}
          device={device}
          view={view}
          open={open}
          path={path ?? lastPlace(view) ?? ''}
          onPath={setPath}
          onView={keys.take}
          onClose={close}
        />
      )}
    </div>
  );
}
