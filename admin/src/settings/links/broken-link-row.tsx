import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { entryTitle } from '../../content/entry-title.ts';
import { linkAddress } from '../../publish/plan.ts';
import { Button } from '../../ui/button.tsx';
import type { BrokenLink } from './broken-links-query.ts';
import './broken-links.css';

/** `onLeadOn`: null where no redirect can help, or is not theirs to set. */
type BrokenLinkRowProps = { link: BrokenLink; onLeadOn: (() => void) | null };

export function BrokenLinkRow({ link, onLeadOn }: BrokenLinkRowProps): ReactNode {
  const { t } = useLingui();
  const address = linkAddress(link);
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <code>{address}</code>
        </span>
        <ul className="linking-pages" aria-label={t`Pages with a link to ${address}`}>
          {link.from.map((page) => (
            <li key={page.path}>
              <LinkingPage page={page} />
            </li>
          ))}
          {link.isCut && (
            <li>
              <Trans>and others</Trans>
            </li>
          )}
        </ul>
        <span className="record-about">
          <WayOut link={link} mayLeadOn={onLeadOn !== null} />
        </span>
      </div>
      {onLeadOn !== null && (
        <div className="record-actions">
          <Button look="quiet" aria-label={t`Lead visitors on … from ${address}`} onClick={onLeadOn}>
            <Trans>Lead visitors on …</Trans>
          </Button>
        </div>
      )}
    </li>
  );
}

function LinkingPage({ page }: { page: BrokenLink['from'][number] }): ReactNode {
  const { collection, entryId, path, title } = page;
  if (entryId === null || collection === null)
    return (
      <Trans>
        <code>{path}</code>, which the templates make
      </Trans>
    );
  return (
    <>
      <Link to="/content/$collection/$entryId" params={{ collection, entryId }}>
        {title === null || title === '' ? path : entryTitle({ collection, title })}
      </Link>{' '}
      <code>{path}</code>
    </>
  );
}

/** In an entry its editors mend it; what only templates hold is mended there. */
function WayOut({ link, mayLeadOn }: { link: BrokenLink; mayLeadOn: boolean }): ReactNode {
  const isInEntries = link.from.some(({ entryId }) => entryId !== null);
  if (link.anchor !== null)
    return isInEntries ? (
      <Trans>The page is there, but no place of this name in it: change the link in the entry.</Trans>
    ) : (
      <Trans>The page is there, but no place of this name in it: have the templates changed.</Trans>
    );
  if (isInEntries)
    return mayLeadOn ? (
      <Trans>Change the link in the entry, publish what is missing here, or lead visitors on.</Trans>
    ) : (
      <Trans>Change the link in the entry, or publish what is missing here.</Trans>
    );
  return mayLeadOn ? (
    <Trans>Publish what is missing here, lead visitors on, or have the templates changed.</Trans>
  ) : (
    <Trans>Publish what is missing here, or have the templates changed.</Trans>
  );
}
