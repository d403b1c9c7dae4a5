import type { Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { usePracticeKeys } from './usePracticeKeys.ts';

type What = 'stick' | 'disk';

/** On the practice rack: has its own stick or disk written, and hands over the path. */
export function PracticeFill({ site, what, onPath }: { site: Site; what: What; onPath: (path: string) => void }) {
  const t = useT();
  const { written, busy, write } = usePracticeKeys();
  if (!site.practice) return null;
  const fill = async () => {
    const path = (await write())?.[what];
    if (path) onPath(path);
  };
  return (
    <div className="row">
      <Button icon="down" isDisabled={busy} onPress={() => void fill()}>
        {t(`keys.practice.${what}`)}
      </Button>
      <span role="status" className="tone-warn">
        {written && written[what] === null ? t('keys.practice.noStick') : ''}
      </span>
    </div>
  );
}

/** A path on this computer. */
export function PathField(props: {
  site: Site;
  what: What;
  value: string;
  onChange: (path: string) => void;
  tried: boolean;
}) {
  const { site, what, value, onChange, tried } = props;
  const t = useT();
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
      <PracticeFill site={site} what={what} onPath={onChange} />
    </div>
  );
}
