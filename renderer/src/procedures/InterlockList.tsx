import type { ProcedureView } from '../../../preload/contract.ts';
import { RuleBody } from '../parts/RuleBody.tsx';

/** Every rule that a run of the procedure obeys: why, what lifts it, and who says so. */
export function InterlockList({ rules }: { rules: ProcedureView['interlocks'] }) {
  return (
    <ul className="stack tight">
      {rules.map((rule) => (
        <li key={rule.id} className={`tag ${rule.severity}`}>
          <RuleBody id={rule.id} rule={rule} />
        </li>
      ))}
    </ul>
  );
}
