import { useState } from 'react';
import type { ReactNode } from 'react';
import { PartField } from './part-field.tsx';

type DraftFieldProps = {
  label: string;
  value: string;
  /** What keeps it from being taken. */
  problemOf: (value: string) => string | null;
  onChange: (value: string) => void;
  onLeave: () => void;
};

/** A line that must be something: until it is, what was there before stays. */
export function DraftField({ label, onChange, onLeave, problemOf, value }: DraftFieldProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value;
  return (
    <PartField
      label={label}
      value={shown}
      problem={problemOf(shown)}
      onChange={(next) => {
        const isRight = problemOf(next) === null;
        setTyped(isRight ? null : next);
        if (isRight) onChange(next);
      }}
      onLeave={onLeave}
    />
  );
}
