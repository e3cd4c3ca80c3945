import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { publishingQuery } from '../api/queries.ts';
import { whenInWords } from '../i18n/when.ts';
import '../ui/message.css';

/** Why visitors do not get everything as it should be; nothing where they do. */
export function SiteProblem(): ReactNode {
  const { data } = useQuery(publishingQuery);
  if (data === undefined) return null;
  const { problem, templateProblem } = data;
  const shown = templateProblem ?? problem;
  if (shown === null) return null;
  const retry = templateProblem === null && problem !== null ? whenInWords(problem.retryAt) : null;
  const template = templateProblem?.template ?? null;
  return (
    <div className="problem" role="alert">
      <p>
        <strong>
          <Trans>The site is not as it should be.</Trans>
        </strong>
      </p>
      <p>
        {shown.message} {template !== null && <code>{template}</code>}
      </p>
      <p>
        {templateProblem === null ? (
          <Trans>Visitors get what was there before. It is tried again {retry}.</Trans>
        ) : (
          <Trans>
            Visitors get the site with the templates of before. Whoever develops the site mends them; it goes
            on by itself then.
          </Trans>
        )}
      </p>
    </div>
  );
}
