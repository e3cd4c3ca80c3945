import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { Button } from '../ui/button.tsx';
import { DeadLinks } from './dead-links.tsx';
import { MovedBasis } from './moved-basis.tsx';
import { newlyDead, type Plan, type Resolution } from './plan.ts';
import { PlanView } from './plan-view.tsx';
import { useMayBreak } from './use-may-break.ts';
import type { When } from './when-choice.tsx';
import './publish-panel.css';

type DeedFormProps = {
  plan: { data: Plan | undefined; error: Error | null; refetch: () => Promise<unknown> };
  deed: { error: Error | null; reset: () => void };
  /** What is shown is not of what is asked for now. */
  isLooking: boolean;
  when: When;
  resolve: readonly Resolution[];
  onResolve: (resolve: readonly Resolution[]) => void;
  /** Of what is looked at. */
  locale: string;
  ownPath: string | null;
  problem: (error: Error) => ReactNode;
  /** When it is done, and the deed. */
  children: ReactNode;
};

/** What would change for visitors, and what is to be decided about it before it is done. */
export function DeedForm(props: DeedFormProps): ReactNode {
  const { children, deed, isLooking, onResolve, plan, problem, resolve } = props;
  const mayBreak = useMayBreak();
  const { data } = plan;
  const isMoved = deed.error instanceof ApiError && deed.error.code === 'basis-moved';
  const lookAgain = (): void => {
    deed.reset();
    void plan.refetch();
  };
  return (
    <div className="plan-form">
      {deed.error !== null &&
        (isMoved ? <MovedBasis error={deed.error as ApiError} onLook={lookAgain} /> : problem(deed.error))}
      {plan.error !== null && (
        <>
          {problem(plan.error)}
          <div className="choices">
            <Button onClick={lookAgain}>
              <Trans>Check again</Trans>
            </Button>
          </div>
        </>
      )}
      {isLooking && (
        <p className="soft" role="status">
          <Trans>Working out what changes …</Trans>
        </p>
      )}
      <DeadLinks
        links={data === undefined ? [] : newlyDead(data)}
        resolved={resolve}
        onResolve={onResolve}
        mayBreak={mayBreak}
        areWaysClosed={props.when.kind === 'time'}
      />
      {data !== undefined && plan.error === null && (
        <PlanView plan={data} locale={props.locale} ownPath={props.ownPath} />
      )}
      {children}
    </div>
  );
}
