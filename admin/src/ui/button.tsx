import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'solid' | 'plain' | 'quiet' | 'danger';
  /** Of a button without words, what it does. */
  label?: string;
  isBusy?: boolean;
};

export function Button({ children, isBusy = false, label, look = 'plain', ...rest }: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look}${label === undefined ? '' : ' icon-only'} ${rest.className ?? ''}`}
      aria-label={label ?? rest['aria-label']}
      title={label ?? rest.title}
      aria-busy={isBusy || undefined}
      disabled={rest.disabled === true || isBusy}
    >
      {children}
    </button>
  );
}
