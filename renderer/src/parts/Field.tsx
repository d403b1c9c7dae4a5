import type { ReactNode } from 'react';
import { useId } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  label: ReactNode;
  hint?: ReactNode;
  problem?: string | null | undefined;
  lines?: number;
  mono?: boolean;
  /** Stands behind the input: a unit, or a button that fills it. */
  unit?: ReactNode;
}
/** One labelled line (or some lines) of text with hint and problem wired to it. */
export function Field({ label, hint, problem, lines, mono, unit, ...rest }: FieldProps) {
  const className = `input${mono ? ' mono' : ''}`;
  const input = lines ? <TextArea className={className} rows={lines} /> : <Input className={className} />;
  return (
    <TextField className="field" isInvalid={!!problem} {...rest}>
      <Label>{label}</Label>
      {unit ? (
        <div className="with-unit">
          {input}
          {unit}
        </div>
      ) : (
        input
      )}
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="problem">{problem}</FieldError>
    </TextField>
  );
}

export interface Option {
  value: string;
  label: ReactNode;
}
/** Native radio buttons: the input itself is what is drawn, so a click lands where it looks. */
export function Choices(props: {
  name?: string;
  label: ReactNode;
  value: string | null;
  options: Option[];
  onChange: (value: string) => void;
  problem?: string | null | undefined;
}) {
  const id = useId();
  const { name = id, problem } = props;
  return (
    <div
      className="field"
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={problem ? `${id}-problem` : undefined}
    >
      <span id={`${id}-label`} className="label">
        {props.label}
      </span>
      <div className="choices">
        {props.options.map((o) => (
          <label key={o.value} className="choice">
            <input
              type="radio"
              name={name}
              value={o.value}
              checked={props.value === o.value}
              onChange={() => props.onChange(o.value)}
            />
            <span>{o.label}</span>
          </label>
        ))}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

export function Tick(props: { children: ReactNode; isSelected: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={props.isSelected} onChange={(e) => props.onChange(e.target.checked)} />
      <span>{props.children}</span>
    </label>
  );
}

/** The platform's own drop-down: it opens where a gloved finger expects it and scales with the text. */
export function Pick(props: {
  name?: string;
  label: ReactNode;
  value: string;
  /** Those with a `group` stand below its name, which is said where the group begins. */
  options: { value: string; label: string; group?: string }[];
  onChange: (value: string) => void;
  hideLabel?: boolean;
  hint?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={props.hideLabel ? 'hidden' : ''}>
        {props.label}
      </label>
      <select
        id={id}
        name={props.name}
        className="input"
        value={props.value}
        onChange={(e) => props.onChange(e.target.value)}
      >
        {[...Map.groupBy(props.options, (o) => o.group)].map(([group, options]) => {
          const list = options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ));
          return group === undefined ? (
            list
          ) : (
            <optgroup key={group} label={group}>
              {list}
            </optgroup>
          );
        })}
      </select>
      {props.hint && <span className="hint">{props.hint}</span>}
    </div>
  );
}
