import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { embedPlayer } from '../../../../../model/rich-text/embeds.ts';
import { isWebUrl } from '../../../../../model/rich-text/safe-url.ts';
import { Button } from '../../../ui/button.tsx';
import { addressTyped } from './link-target.ts';

/** Asks for the address of what is to be embedded, and says what becomes of it. */
export function AddressWindow({ onChoose }: { onChoose: (url: string) => void }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState('');
  const address = addressTyped(typed);
  const url = address !== null && isWebUrl(address) ? address : null;
  const player = url === null ? null : embedPlayer(url);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (url !== null) onChoose(url);
  };
  return (
    <div className="link-picker" onKeyDown={onKeyDown}>
      <label htmlFor={id} className="picker-title">
        <Trans>Address of a video, a player or an example</Trans>
      </label>
      <input
        id={id}
        type="text"
        autoFocus
        autoComplete="off"
        value={typed}
        placeholder="https://"
        aria-describedby={`${id}-note`}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
      />
      <p id={`${id}-note`} className="soft" role="status">
        {player !== null
          ? player.title
          : url !== null
            ? t`No player is known for this address: visitors see a link.`
            : t`YouTube, Vimeo, Spotify and CodePen are shown as players.`}
      </p>
      <Button look="solid" disabled={url === null} onClick={() => url !== null && onChoose(url)}>
        <Trans>Embed</Trans>
      </Button>
    </div>
  );
}
