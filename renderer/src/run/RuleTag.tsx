import { useState } from 'react';
import type { RunView, Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { LockTag } from '../parts/LockTag.tsx';
import { AcknowledgeSheet, OverrideSheet } from './RuleSheets.tsx';

/** A lockout tag with the way past it, where the rule allows one. A hard rule has none. */
export function RuleTag({ run, verdict }: { run: RunView; verdict: Verdict }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const { severity } = verdict;
  return (
    <LockTag verdict={verdict}>
      {(severity === 'soft' || severity === 'gated') && run.status !== 'finished' && (
        <div>
          <Button onPress={() => setOpen(true)}>{t(severity === 'soft' ? 'rule.acknowledge' : 'rule.override')}</Button>
        </div>
      )}
      {open && severity === 'soft' && <AcknowledgeSheet run={run} verdict={verdict} onClose={close} />}
      {open && severity === 'gated' && <OverrideSheet run={run} verdict={verdict} onClose={close} />}
    </LockTag>
  );
}
