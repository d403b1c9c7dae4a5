import type { FruView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT, useWord } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { useAsked } from './asked.ts';
import { PanelHead, type PanelProps, Read } from './Panel.tsx';

function Fru({ fru }: { fru: FruView }) {
  const t = useT();
  const word = useWord();
  const areas = [...new Set(fru.fields.map((f) => f.area))];
  return (
    <section className="panel stack tight" aria-label={fru.name || t('inventory.fru', { id: fru.id })}>
      <h2>
        {fru.name || t('inventory.fru', { id: fru.id })} <span className="muted count">#{fru.id}</span>
      </h2>
      {fru.damaged.length > 0 && (
        <p className="note warn">
          <Icon name="warn" />
          <span>{t('inventory.damaged', { areas: fru.damaged.join(', ') })}</span>
        </p>
      )}
      {fru.fields.length === 0 && fru.damaged.length === 0 && <p className="muted">{t('inventory.empty')}</p>}
      {areas.map((area) => (
        <div key={area}>
          <h3>{word(`inventory.area.${area}`, area)}</h3>
          <dl className="facts">
            {fru.fields
              .filter((f) => f.area === area)
              .map((f, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an area may hold the same label and value twice
                <div key={`${f.label} ${i}`} className="pair">
                  <dt>{word(`inventory.label.${f.label}`, f.label)}</dt>
                  <dd className="mono">{f.label === 'manufactured' ? stamp(f.value) : f.value || '–'}</dd>
                </div>
              ))}
          </dl>
        </div>
      ))}
    </section>
  );
}

export function InventoryPanel({ site, device }: PanelProps) {
  const t = useT();
  const { answer, failure, busy, again } = useAsked('bmc.inventory', site.id, device.id);
  return (
    <div className="stack">
      <PanelHead at={answer?.at ?? null} busy={busy} onRead={() => void again()} />
      <Read reading={answer} failure={failure} busy={busy}>
        {(frus) =>
          frus.length === 0 ? (
            <p className="empty">{t('inventory.none')}</p>
          ) : (
            <div className="panel-grid">
              {frus.map((fru) => (
                <Fru key={fru.id} fru={fru} />
              ))}
            </div>
          )
        }
      </Read>
    </div>
  );
}
