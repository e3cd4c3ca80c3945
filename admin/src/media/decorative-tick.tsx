import { Trans } from '@lingui/react/macro';
import { useId } from 'react';
import type { ReactNode } from 'react';
import './decorative-tick.css';

type DecorativeTickProps = {
  isChosen: boolean;
  /** What has an alternative text does not only decorate. */
  isDisabled: boolean;
  onChoose: (isDecorative: boolean) => void;
};

/** That nobody has to be told what a picture shows. */
export function DecorativeTick({ isChosen, isDisabled, onChoose }: DecorativeTickProps): ReactNode {
  const id = useId();
  return (
    <span className="decorative">
      <input
        id={id}
        type="checkbox"
        checked={isChosen && !isDisabled}
        disabled={isDisabled}
        onChange={({ target }) => onChoose(target.checked)}
      />
      <label htmlFor={id}>
        <Trans>Decorative: needs no alt text</Trans>
      </label>
    </span>
  );
}
