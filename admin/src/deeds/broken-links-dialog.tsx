import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { entryTitle } from '../content/entry-title.ts';
import type { BrokenLink, Refused } from '../content/refused-links.ts';
import { Button } from '../ui/button.tsx';
import type { Change } from './publication.ts';

type BrokenLinksDialogProps = {
  refused: Refused<Change | 'trash'>;
  onConfirm: () => void;
  onCancel: () => void;
};

const LINKS_SHOWN = 10;
const PAGES_SHOWN = 3;

/** Says which links would lead nowhere, leads to where they are mended, and lets whoever may do it all the same. */
export function BrokenLinksDialog({ onCancel, onConfirm, refused }: BrokenLinksDialogProps): ReactNode {
  const { t } = useLingui();
  const { action, entry, links, mayBreak } = refused;
  const { collection, id: entryId } = entry;
  const title = entryTitle(entry);
  const words = {
    publish: [t`Publish “${title}” and leave links dead?`, t`Publish all the same`],
    withdraw: [t`Withdraw “${title}” and leave links dead?`, t`Withdraw all the same`],
    trash: [t`Move “${title}” to the trash and leave links dead?`, t`Move it all the same`],
  } as const;
  const [question, confirmation] = words[action];
  return (
    <AskDialog
      title={question}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Leave it as it is</Trans>
          </Button>
          <Link
            to="/content/$collection/$entryId"
            params={{ collection, entryId }}
            search={{ panel: 'publish' }}
            className="button plain"
            onClick={onCancel}
          >
            <Trans>Mend the links …</Trans>
          </Link>
          {mayBreak && (
            <Button look="danger" onClick={onConfirm}>
              {confirmation}
            </Button>
          )}
        </>
      }
    >
      <p>
        <Trans>Nothing has been changed yet. On the public site, these links would lead nowhere:</Trans>
      </p>
      <ul>
        {links.slice(0, LINKS_SHOWN).map((link) => (
          <li key={addressOf(link)}>
            <code>{addressOf(link)}</code> <Pages link={link} />
          </li>
        ))}
      </ul>
      {links.length > LINKS_SHOWN && (
        <p>
          <Plural value={links.length - LINKS_SHOWN} one="… and # more." other="… and # more." />
        </p>
      )}
      <p>
        {mayBreak ? (
          <Trans>
            Mend them first, or go on: visitors who follow them are told that there is no such page.
          </Trans>
        ) : (
          <Trans>Mend them first, or ask an editor: your role does not let you leave links dead.</Trans>
        )}
      </p>
    </AskDialog>
  );
}

function addressOf({ anchor, path }: BrokenLink): string {
  return anchor === null ? path : `${path}#${anchor}`;
}

function Pages({ link: { from } }: { link: BrokenLink }): ReactNode {
  const named = from
    .slice(0, PAGES_SHOWN)
    .map(({ path }) => path)
    .join(', ');
  return from.length > PAGES_SHOWN ? <Trans>on {named} and others</Trans> : <Trans>on {named}</Trans>;
}
