import { Tick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';

/** Something weak that a device needs: why it is weak, and the person's consent to it. */
export function Consent(props: {
  why: string;
  label: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  problem: string | undefined;
}) {
  return (
    <div className="note warn">
      <Icon name="warn" />
      <div className="stack tight">
        <p>{props.why}</p>
        <Tick isSelected={props.isSelected} onChange={props.onChange}>
          {props.label}
        </Tick>
        {props.problem && (
          <p className="problem" role="alert">
            {props.problem}
          </p>
        )}
      </div>
    </div>
  );
}
