import { memo } from 'react';
import type { FactView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { factWord } from './factWord.ts';

const icons = { sensed: 'sensed', entered: 'entered', pasted: 'entered', marked: 'check' } as const;

/** Every value with where it came from, who vouches for it and when. */
export const FactList = memo(function FactList({ facts }: { facts: FactView[] }) {
  const t = useT();
  if (facts.length === 0) return <p className="empty">{t('fact.none')}</p>;
  return (
    <div className="scroll-x">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('fact.what')}</th>
            <th scope="col">{t('fact.value')}</th>
            <th scope="col">{t('fact.origin')}</th>
            <th scope="col">{t('fact.author')}</th>
            <th scope="col">{t('fact.time')}</th>
          </tr>
        </thead>
        <tbody>
          {facts.map((f) => (
            <Row key={`${f.scope} ${f.name}`} fact={f} />
          ))}
        </tbody>
      </table>
    </div>
  );
});

const Row = memo(function Row({ fact: f }: { fact: FactView }) {
  const t = useT();
  return (
    <tr>
      <td>
        <Both text={f.label} />
        <div className="small muted mono">{f.name}</div>
        {f.device && <div className="small">{f.device}</div>}
      </td>
      <td className="fact-value">
        <b className="fingerprint">{f.text ? <Both text={f.text} /> : factWord(f.value, t)}</b>
        {f.serial && <div className="small muted mono">{f.serial}</div>}
        {f.evidence && <div className="small muted">{f.evidence}</div>}
      </td>
      <td className="nowrap">
        <Icon name={icons[f.origin]} /> {t(`fact.${f.origin}`)}
      </td>
      <td>{f.author}</td>
      <td className="nowrap">{stamp(f.at)}</td>
    </tr>
  );
});
