import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Selection } from '../content/entry-rows.tsx';
import { MessageBox } from '../ui/message.tsx';
import { manyPlanQuery, PLANNED_MAX } from './draft-plan.ts';
import { Planned } from './planned.tsx';

/** What visitors get at which addresses once all of these are published. */
export function ManyPlanned({ selected }: { selected: Selection }): ReactNode {
  const { t } = useLingui();
  const isTooMany = selected.size > PLANNED_MAX;
  const { data, error } = useQuery({ ...manyPlanQuery(selected), enabled: !isTooMany });
  if (isTooMany)
    return (
      <p className="soft">
        <Trans>These are too many to say beforehand which addresses change.</Trans>
      </p>
    );
  if (error !== null) {
    if (!(error instanceof ApiError) || error.issues.length === 0)
      return <MessageBox message={{ kind: 'problem', text: error.message }} />;
    const text = t`Not all of them can be published as they are. Those that can are published, and the others are named.`;
    return <MessageBox message={{ kind: 'notice', text, details: [error.message] }} />;
  }
  if (data !== undefined) return <Planned plan={data} ownPath={null} />;
  return (
    <p role="status">
      <Trans>Looking at what it changes …</Trans>
    </p>
  );
}
