import { Trans } from '@lingui/react/macro';
import { useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EntryList, EntrySummary } from '../../../model/api/entry.ts';
import { contentModelQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { fieldLabel } from '../content/field-label.ts';
import { inWords } from '../issues/issue-words.ts';
import { ProblemWords } from '../problems/problem-words.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import type { RefusedEntry } from './change-many.ts';
import '../ui/message.css';

/** Which of many entries could not be changed, and what is wrong with each: with the way to where it is mended. */
export function RefusedEntries({ refused }: { refused: readonly RefusedEntry[] }): ReactNode {
  const lists = useQueryClient().getQueriesData<InfiniteData<EntryList>>({ queryKey: ['entries'] });
  const known = new Map(
    lists
      .flatMap(([, list]) => list?.pages ?? [])
      .flatMap(({ entries }) => entries.map((entry) => [entry.id, entry] as const)),
  );
  return (
    <div className="problem" role="alert">
      <p>
        <Trans>Not all of them could be changed. These are still selected:</Trans>
      </p>
      <ul>
        {refused.map((one) => (
          <li key={one.id}>
            <RefusedEntryLine refused={one} entry={known.get(one.id)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type LineProps = { refused: RefusedEntry; entry: EntrySummary | undefined };

function RefusedEntryLine({ entry, refused: { id, problem } }: LineProps): ReactNode {
  const { data: model = null } = useQuery(contentModelQuery);
  const collection = entry?.collection ?? '';
  const issues = inWords(problem.errors ?? []);
  const lines = problemLines(issues, (path) =>
    fieldLabel(model, collection, path.replace(/^entries\[\d+\]\.?/, '')),
  );
  return (
    <>
      {entry === undefined ? (
        id
      ) : (
        <Link to="/content/$collection/$entryId" params={{ collection, entryId: id }}>
          {entryTitle(entry)}
        </Link>
      )}
      {': '}
      {lines.length === 0 ? (
        <ProblemWords code={problem.code} detail={problem.detail} parts={problem} />
      ) : (
        lines.join(' ')
      )}
    </>
  );
}
