/** What every log of a device has: a least severity to show, and itself as a file. */
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Pick } from '../parts/Field.tsx';
import { csvOf, ndjsonOf } from '../parts/table-file.ts';
import { download } from '../parts/transfer.ts';
import { type Severity, severities } from './severity.ts';

export function SeverityPick({ least, onChange }: { least: Severity; onChange: (least: Severity) => void }) {
  const t = useT();
  return (
    <Pick
      label={t('events.filter')}
      value={least}
      options={severities.map((s) => ({ value: s, label: t(`events.least.${s}`) }))}
      onChange={(v) => onChange(severities.find((s) => s === v) ?? 'ok')}
    />
  );
}

interface SaveProps<R extends object> {
  /** File name without its ending. */
  name: string;
  columns: readonly (keyof R & string)[];
  /** Asked for when a file is saved. */
  rows: () => readonly R[];
  isDisabled: boolean;
}

export function SaveButtons<R extends object>({ name, columns, rows, isDisabled }: SaveProps<R>) {
  const t = useT();
  return (
    <>
      <Button
        icon="down"
        isDisabled={isDisabled}
        onPress={() => download(`${name}.csv`, csvOf(columns, rows()), 'text/csv')}
      >
        {t('events.csv')}
      </Button>
      <Button
        icon="down"
        isDisabled={isDisabled}
        onPress={() => download(`${name}.ndjson`, ndjsonOf(rows()), 'application/x-ndjson')}
      >
        {t('journal.export')}
      </Button>
    </>
  );
}
