import type { Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { usePracticeKeys } from './usePracticeKeys.ts';

/** A path on this computer. On the practice rack its own stick or disk is written and filled in at a press. */
export function PathField(props: {
  site: Site;
  what: 'stick' | 'disk';
  value: string;
  onChange: (path: string) => void;
  tried: boolean;
}) {
  const { site, what, value, onChange, tried } = props;
  const t = useT();
  const { written, busy, write } = usePracticeKeys();
  const fill = async () => {
    const path = (await write())?.[what];
    if (path) onChange(path);
  };
  return (
    <div className="stack tight">
      <Field
        mono
        autoFocus
        autoComplete="off"
        spellCheck="false"
        label={t(`keys.path.${what}`)}
        hint={t(`keys.pathHint.${what}`)}
        value={value}
        onChange={onChange}
        problem={tried && value.trim() === '' ? t('problem.required') : null}
      />
      {site.practice && (
        <div className="row">
          <Button icon="down" isDisabled={busy} onPress={() => void fill()}>
            {t(`keys.practice.${what}`)}
          </Button>
          <span role="status" className="small tone-warn">
            {written && written[what] === null ? t('keys.practice.noStick') : ''}
          </span>
        </div>
      )}
    </div>
  );
}
