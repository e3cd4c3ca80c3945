import { useLingui } from '@lingui/react/macro';
import { ExternalLink, SquarePlay } from 'lucide-react';
import type { ReactNode } from 'react';
import { embedPlayer } from '../../../../../model/rich-text/embeds.ts';
import { isWebUrl } from '../../../../../model/rich-text/safe-url.ts';
import { changePart, leavePart } from './change-part.ts';
import { DraftField } from './draft-field.tsx';
import { PartBar } from './part-bar.tsx';
import { PartField } from './part-field.tsx';
import type { PartProps } from './react-view.ts';

/** What a page shows of another site. Its player is not loaded here: nothing is asked of other hosts while somebody writes. */
export function EmbedView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { isSelected, node } = part;
  const url = String(node.attrs['url'] ?? '');
  const player = embedPlayer(url);
  const title = typeof node.attrs['title'] === 'string' ? node.attrs['title'] : player?.title;
  const leave = (): void => leavePart(part);
  return (
    <>
      <div className="embed-card">
        {player === null ? <ExternalLink aria-hidden="true" /> : <SquarePlay aria-hidden="true" />}
        <span className="embed-title">{title ?? t`Link to another site`}</span>
        <span className="embed-url">{url}</span>
        {player === null && (
          <span className="soft">{t`No player is known for this address: visitors see a link.`}</span>
        )}
      </div>
      {typeof node.attrs['caption'] === 'string' && !isSelected && (
        <p className="caption">{node.attrs['caption']}</p>
      )}
      {isSelected && (
        <PartBar part={part} name={t`Embed`}>
          <DraftField
            label={t`Address`}
            value={url}
            problemOf={(value) =>
              isWebUrl(value) ? null : t`An address begins with https:// and holds no spaces.`
            }
            onChange={(value) => changePart(part, { url: value })}
            onLeave={leave}
          />
          <PartField
            label={t`Title`}
            value={node.attrs['title']}
            placeholder={player?.title ?? ''}
            onChange={(value) => changePart(part, { title: value })}
            onLeave={leave}
          />
          <PartField
            label={t`Caption`}
            value={node.attrs['caption']}
            onChange={(value) => changePart(part, { caption: value })}
            onLeave={leave}
          />
        </PartBar>
      )}
    </>
  );
}
