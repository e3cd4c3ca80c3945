import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { FileText, Globe } from 'lucide-react';
import type { ReactNode } from 'react';
import { isGone } from '../../../api/is-gone.ts';
import { entryQuery } from '../../../api/queries.ts';
import { entryTitle } from '../../../content/entry-title.ts';
import { StateChip } from '../../../ui/state-chip.tsx';
import type { LinkTarget } from './link-target.ts';

/** Where a link leads, in words: of an entry, what it is called and what visitors get of it. */
export function LinkLine({ anchor, entryId, href }: LinkTarget): ReactNode {
  return typeof entryId === 'string' ? (
    <EntryLine entryId={entryId} anchor={anchor} />
  ) : (
    <span className="link-line">
      <Globe aria-hidden="true" />
      <span className="link-line-name">{typeof href === 'string' ? href : ''}</span>
    </span>
  );
}

function EntryLine({ anchor, entryId }: { anchor: unknown; entryId: string }): ReactNode {
  const { t } = useLingui();
  const { data: entry, error } = useQuery({ ...entryQuery(entryId), retry: false });
  const name =
    entry === undefined ? (isGone(error) ? t`An entry that is not there any more` : '…') : entryTitle(entry);
  return (
    <span className="link-line">
      <FileText aria-hidden="true" />
      <span className="link-line-name">
        {name}
        {typeof anchor === 'string' && ` # ${anchor}`}
      </span>
      {entry !== undefined && <StateChip entry={entry} />}
    </span>
  );
}
