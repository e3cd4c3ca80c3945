import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { usePublicAddress } from '../app/use-public-address.ts';
import { StateChip } from '../ui/state-chip.tsx';
import { useEditor } from './use-editor.ts';

/** What is known of the entry beside what it says. */
export function DetailsPanel(): ReactNode {
  const { entry } = useEditor();
  const publicAddress = usePublicAddress();
  const { i18n } = useLingui();
  const at = (moment: string): string =>
    i18n.date(new Date(moment), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <dl className="details">
      <dt>
        <Trans>State</Trans>
      </dt>
      <dd>
        <StateChip entry={entry} />
      </dd>
      {entry.livePath !== null && (
        <>
          <dt>
            <Trans>Public at</Trans>
          </dt>
          <dd>
            <a href={publicAddress(entry.livePath)} target="_blank" rel="noreferrer">
              {entry.livePath}
            </a>
          </dd>
        </>
      )}
      {entry.publishedAt !== null && (
        <>
          <dt>
            <Trans>Published</Trans>
          </dt>
          <dd>{at(entry.publishedAt)}</dd>
        </>
      )}
      <dt>
        <Trans>Begun</Trans>
      </dt>
      <dd>{at(entry.createdAt)}</dd>
      <dt>
        <Trans>Last saved</Trans>
      </dt>
      <dd>{at(entry.draft.savedAt)}</dd>
      <dt>
        <Trans>Language</Trans>
      </dt>
      <dd>{entry.locale}</dd>
    </dl>
  );
}
