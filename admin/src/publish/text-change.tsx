import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Plan } from './plan.ts';
import { markLines, type MarkedLine } from './mark-lines.ts';
import './text-change.css';

type Change = NonNullable<Plan['texts']>['pages'][number];

/** What a visitor reads there, before and after: line by line, with the words that are other ones. */
export function TextChange({ change, locale }: { change: Change; locale: string }): ReactNode {
  return (
    <div className="text-change">
      {change.hunks.map((hunk) => (
        <div key={`${hunk.before} ${hunk.after}`} className="text-hunk">
          {markLines(hunk.lines, locale).map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </div>
      ))}
      {change.isCut && (
        <p className="soft">
          <Trans>More of the text changes than is shown here.</Trans>
        </p>
      )}
    </div>
  );
}

function Line({ line: { kind, runs } }: { line: MarkedLine }): ReactNode {
  const Element = kind === 'removed' ? 'del' : kind === 'added' ? 'ins' : 'span';
  const isPart = runs.length > 1;
  return (
    <Element className={`text-line ${kind}`}>
      {runs.map((run, index) =>
        isPart && run.kind !== 'same' ? <mark key={index}>{run.text}</mark> : run.text,
      )}
    </Element>
  );
}
