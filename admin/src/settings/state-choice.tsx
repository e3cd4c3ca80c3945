import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';

type StateChoiceProps<State extends string> = {
  words: Readonly<Record<State, string>>;
  /** Empty: all of them. */
  value: State | '';
  onChoose: (state: State | '') => void;
};

/** Narrows a list of records to those of one state. */
export function StateChoice<State extends string>(props: StateChoiceProps<State>): ReactNode {
  const { onChoose, value, words } = props;
  const { t } = useLingui();
  return (
    <div className="records-tools">
      <select
        aria-label={t`State`}
        value={value}
        onChange={({ target }) => onChoose(target.value as State | '')}
      >
        <option value="">{t`All states`}</option>
        {Object.entries<string>(words).map(([name, word]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}
