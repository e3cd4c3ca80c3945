import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { ApiError } from '../../../model/api/api-error.ts';
import { Button } from '../ui/button.tsx';

type Address = { path: string; change?: string };
type Difference = { came?: Address[]; left?: Address[]; changed?: Address[] };

/** The site has moved on since the plan was made: what is different by now, and the way on. */
export function MovedBasis({ error, onLook }: { error: ApiError; onLook: () => void }): ReactNode {
  const { t } = useLingui();
  const { came = [], changed = [], left = [] } = (error.problem ?? {}) as Difference;
  const lists = [
    { words: t`Would change as well`, pages: came },
    { words: t`Would not change any more`, pages: left },
    { words: t`Would look different from what you saw`, pages: changed },
  ];
  return (
    <div className="problem" role="alert">
      <p>
        <strong>
          <Trans>The site has moved on since you looked. Nothing has been published.</Trans>
        </strong>
      </p>
      <p>{error.message}</p>
      {lists.map(
        ({ pages, words }) =>
          pages.length > 0 && (
            <div key={words}>
              <p>{words}:</p>
              <ul>
                {pages.slice(0, PAGES_NAMED).map(({ path }) => (
                  <li key={path}>{path}</li>
                ))}
                {pages.length > PAGES_NAMED && <li>…</li>}
              </ul>
            </div>
          ),
      )}
      <Button onClick={onLook}>
        <Trans>Look at the new plan</Trans>
      </Button>
    </div>
  );
}

const PAGES_NAMED = 20;
