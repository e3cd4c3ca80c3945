import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import type { ReleaseSummary } from './release-queries.ts';
import { ShownChip } from './shown-chip.tsx';
import './releases.css';

type PreparedPicturesProps = {
  releases: readonly ReleaseSummary[];
  /** Visitors have the newest of them. */
  isShown: boolean;
  children: ReactNode;
};

/** One behind the other: uploads make many of them, and visitors see nothing of it. */
export function PreparedPictures({ children, isShown, releases }: PreparedPicturesProps): ReactNode {
  const [newest] = releases;
  const when = newest?.finishedAt ?? newest?.createdAt ?? '';
  return (
    <details className="release is-quiet">
      <summary>
        <span className="release-number">…</span>
        <span className="row-name">
          <span>
            <Trans>Pictures prepared</Trans>
          </span>
          <span className="row-about">
            <Plural value={releases.length} one="# release" other="# releases" /> ·{' '}
            <time dateTime={when} title={momentInFull(when)}>
              {whenInWords(when)}
            </time>
          </span>
        </span>
        {isShown && (
          <span className="row-side">
            <ShownChip />
          </span>
        )}
      </summary>
      {children}
    </details>
  );
}
