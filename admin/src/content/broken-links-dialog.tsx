import type { ReactNode } from 'react';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { entryTitle } from './entry-title.ts';
import type { BrokenLink, Refused } from './refused-links.ts';
import { Button } from '../ui/button.tsx';

type BrokenLinksDialogProps = { refused: Refused; onConfirm: () => void; onCancel: () => void };

const LINKS_SHOWN = 10;
const PAGES_SHOWN = 3;

/** Says which links would lead nowhere, and lets whoever may do it all the same. */
export function BrokenLinksDialog({ onCancel, onConfirm, refused }: BrokenLinksDialogProps): ReactNode {
  const { action, entry, links, mayBreak } = refused;
  const verb = action === 'publish' ? 'Publish' : 'Withdraw';
  return (
    <AskDialog
      title={`${verb} “${entryTitle(entry)}” and leave links dead?`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>Leave it as it is</Button>
          {mayBreak && (
            <Button look="danger" onClick={onConfirm}>
              {verb} all the same
            </Button>
          )}
        </>
      }
    >
      <p>Nothing has been changed yet. On the public site, these links would lead nowhere:</p>
      <ul>
        {links.slice(0, LINKS_SHOWN).map((link) => (
          <li key={addressOf(link)}>
            <code>{addressOf(link)}</code> on {pagesOf(link)}
          </li>
        ))}
      </ul>
      {links.length > LINKS_SHOWN && <p>… and {links.length - LINKS_SHOWN} more.</p>}
      <p>
        {mayBreak
          ? 'Mend them in the entries of these pages first, or go on: visitors who follow them are told that there is no such page.'
          : 'Mend them in the entries of these pages first, or ask an editor: your role does not let you leave links dead.'}
      </p>
    </AskDialog>
  );
}

function addressOf({ anchor, path }: BrokenLink): string {
  return anchor === null ? path : `${path}#${anchor}`;
}

function pagesOf({ from }: BrokenLink): string {
  const named = from.slice(0, PAGES_SHOWN).map(({ path }) => path);
  const more = from.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
