import type { ReactNode } from 'react';
import { useId } from 'react';
import {
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

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
export function Choices(props: {
  name?: string;
  label: ReactNode;
  value: string | null;
  options: Option[];
  onChange: (value: string) => void;
  hint?: ReactNode;
  problem?: string | null | undefined;
}) {
  return (
    <RadioGroup
      className="field"
      name={props.name ?? ''}
      value={props.value}
      onChange={props.onChange}
      isInvalid={!!props.problem}
    >
      <Label className="label">{props.label}</Label>
      <div className="choices">
        {props.options.map((o) => (
          <RadioField key={o.value} value={o.value}>
            <RadioButton className="choice">{o.label}</RadioButton>
          </RadioField>
        ))}
      </div>
      {props.hint && (
        <Text slot="description" className="hint">
          {props.hint}
        </Text>
      )}
      <FieldError className="problem">{props.problem}</FieldError>
    </RadioGroup>
  );
}

export function Tick({
  children,
  ...rest
}: {
  children: ReactNode;
  isSelected: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <CheckboxField {...rest}>
      <CheckboxButton className="tick">
        <span className="box" aria-hidden="true">
          ✓
        </span>
        <span>{children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}

/** The platform's own drop-down: it opens where a gloved finger expects it and scales with the text. */
export function Pick(props: {
  name?: string;
  label: ReactNode;
  value: string;
  options: { value: string; label: string }[];
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
        {props.options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
      {props.hint && <span className="hint">{props.hint}</span>}
    </div>
  );
}
