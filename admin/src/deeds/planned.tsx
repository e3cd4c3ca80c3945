import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Plan } from '../publish/plan.ts';
import { pinQuery } from '../releases/release-queries.ts';
import { MessageBox } from '../ui/message.tsx';

/** More than this are as good as a number. */
const PATHS_SHOWN = 6;

type PlannedProps = {
  plan: Plan;
  /** Of the entry itself; null where there are several. */
  ownPath: string | null;
};

/** The addresses that are others afterwards: how many, and the first ones. */
export function Planned({ ownPath, plan: { deadLinks, failures, pages } }: PlannedProps): ReactNode {
  const { t } = useLingui();
  const isHeld = useQuery(pinQuery).data != null;
  if (failures.length > 0) {
    const details = failures.map(({ message, path }) => `${path}: ${message}`);
    const text = t`The templates cannot show this, so that it cannot be published:`;
    return <MessageBox message={{ kind: 'problem', text, details }} />;
  }
  const words = { created: t`New`, changed: t`Changed`, removed: t`Removed` };
  const count = pages.length;
  const dead = deadLinks.filter(({ isNew }) => isNew).length;
  return (
    <>
      <p>
        {count === 0 ? (
          <Trans>No address changes</Trans>
        ) : isHeld ? (
          <Plural value={count} one="# address changes." other="# addresses change." />
        ) : (
          <Plural
            value={count}
            one="Visitors see it at once: # address changes."
            other="Visitors see it at once: # addresses change."
          />
        )}
      </p>
      <ul>
        {sorted(pages, ownPath)
          .slice(0, PATHS_SHOWN)
          .map(({ change, path }) => (
            <li key={path}>
              {words[change]}: {path}
            </li>
          ))}
        {pages.length > PATHS_SHOWN && (
          <li>
            <Plural value={pages.length - PATHS_SHOWN} one="… and # more." other="… and # more." />
          </li>
        )}
      </ul>
      {dead > 0 && (
        <p>
          <Plural
            value={dead}
            one="# link would lead nowhere. You are asked about it."
            other="# links would lead nowhere. You are asked about them."
          />
        </p>
      )}
    </>
  );
}

/** Its own page, those that are new, and then pages before feeds and pictures. */
function sorted(pages: Plan['pages'], ownPath: string | null): Plan['pages'] {
  const rank = ({ change, path }: Plan['pages'][number]): number =>
    Number(path !== ownPath) * 4 + Number(change !== 'created') * 2 + Number(!path.endsWith('/'));
  return pages.toSorted((a, b) => rank(a) - rank(b));
}
