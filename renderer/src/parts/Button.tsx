import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './Icon.tsx';

interface Props extends Omit<ButtonProps, 'className' | 'children'> {
  tone?: 'plain' | 'primary' | 'danger' | 'quiet';
  big?: boolean;
  small?: boolean;
  icon?: IconName;
  children: ReactNode;
}
export function Button({ tone = 'plain', big = false, small = false, icon, children, ...rest }: Props) {
  return (
    <AriaButton className={`button ${tone}${big ? ' big' : ''}${small ? ' small' : ''}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
}

/** A button that is only an icon; `label` is its name. */
export function IconButton({
  icon,
  label,
  ...rest
}: Omit<Props, 'children' | 'tone' | 'big'> & { icon: IconName; label: string }) {
  return (
    <AriaButton className="icon-button" aria-label={label} {...rest}>
      <Icon name={icon} />
    </AriaButton>
  );
}
