import type { PackageKind } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field, Pick } from '../parts/Field.tsx';
import { type Flaw, kinds, type Row } from './offer.ts';

/** Which field shows a flaw. */
const fieldOf = {
  'no-name': 'name',
  twice: 'name',
  'unknown-dependency': 'dependsOn',
  'waits-for-itself': 'dependsOn',
  size: 'sizeBytes',
  sha256: 'sha256',
  url: 'url',
} as const satisfies Record<Flaw, keyof Row>;

/** One package of the list, to be corrected by hand. */
export function OfferRow(props: {
  row: Row;
  n: number;
  flaw: Flaw | null;
  onChange: (row: Row) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { row, n, flaw, onChange, onMove, onRemove } = props;
  const t = useT();
  const field = (key: 'name' | 'version' | 'dependsOn' | 'sizeBytes' | 'sha256' | 'url') => ({
    label: t(`trips.list.field.${key}`),
    value: row[key],
    onChange: (value: string) => onChange({ ...row, [key]: value }),
    problem: flaw && fieldOf[flaw] === key ? t(`trips.list.flaw.${flaw}`) : null,
    autoComplete: 'off',
    spellCheck: 'false' as const,
  });
  return (
    <fieldset className="offer-row">
      <legend>
        <b>{t('trips.list.nth', { n })}</b>
      </legend>
      <div className="offer-fields">
        <Field mono {...field('name')} />
        <Field mono {...field('version')} />
        <Pick
          label={t('trips.list.field.kind')}
          value={row.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`trips.kind.${kind}`) }))}
          onChange={(kind) => onChange({ ...row, kind: kind as PackageKind })}
        />
        <Field mono {...field('dependsOn')} hint={t('trips.list.dependsHint')} />
      </div>
      <details open={flaw === 'size' || flaw === 'sha256' || flaw === 'url'}>
        <summary>{t('trips.list.more')}</summary>
        <div className="offer-fields">
          <Field mono {...field('sizeBytes')} />
          <Field mono {...field('sha256')} />
          <Field mono {...field('url')} />
        </div>
      </details>
      <div className="row">
        <Button small icon="up" onPress={() => onMove(-1)}>
          {t('trips.list.up')}
        </Button>
        <Button small icon="down" onPress={() => onMove(1)}>
          {t('trips.list.down')}
        </Button>
        <Button small icon="trash" onPress={onRemove}>
          {t('trips.list.remove')}
        </Button>
      </div>
    </fieldset>
  );
}
