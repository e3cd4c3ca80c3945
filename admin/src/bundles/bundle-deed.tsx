import { Plural, Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Bundle } from '../../../model/api/bundle.ts';
import { DeadLinks } from '../publish/dead-links.tsx';
import { MovedBasis } from '../publish/moved-basis.tsx';
import { newlyDead, type Plan, type Resolution } from '../publish/plan.ts';
import { PlanView } from '../publish/plan-view.tsx';
import { useMayBreak } from '../publish/use-may-break.ts';
import { WhenChoice } from '../publish/when-choice.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useDoBundle, type BundleWhen } from './use-do-bundle.ts';
import '../publish/publish-panel.css';

type BundleDeedProps = {
  bundle: Bundle;
  plan: UseQueryResult<Plan>;
  when: BundleWhen;
  onWhen: (when: BundleWhen) => void;
  resolve: readonly Resolution[];
  onResolve: (resolve: readonly Resolution[]) => void;
};

/** What all of it would change for visitors, what is to be decided about it, and the deed. */
export function BundleDeed({ bundle, onResolve, onWhen, plan, resolve, when }: BundleDeedProps): ReactNode {
  const mayBreak = useMayBreak();
  const deed = useDoBundle({ bundle, when, resolve });
  const { data } = plan;
  const dead = data === undefined ? [] : newlyDead(data);
  const isLater = when.kind === 'time';
  const isMoved = deed.error instanceof ApiError && deed.error.code === 'basis-moved';
  const lookAgain = (): void => {
    deed.reset();
    void plan.refetch();
  };
  const isReady =
    data !== undefined &&
    plan.error === null &&
    data.failures.length === 0 &&
    (mayBreak || dead.length === 0) &&
    (when.kind === 'now' || when.at !== null);
  return (
    <div className="plan-form">
      {deed.error !== null &&
        (isMoved ? (
          <MovedBasis error={deed.error as ApiError} onLook={lookAgain} />
        ) : (
          <MessageBox message={{ kind: 'problem', text: deed.error.message }} />
        ))}
      {plan.error !== null && (
        <>
          <MessageBox message={{ kind: 'problem', text: plan.error.message }} />
          <div className="choices">
            <Button onClick={lookAgain}>
              <Trans>Check again</Trans>
            </Button>
          </div>
        </>
      )}
      {plan.isFetching && (
        <p className="soft" role="status">
          <Trans>Working out what changes …</Trans>
        </p>
      )}
      <DeadLinks
        links={dead}
        resolved={resolve}
        onResolve={onResolve}
        mayBreak={mayBreak}
        areWaysClosed={isLater}
      />
      {data !== undefined && plan.error === null && (
        <PlanView plan={data} locale={bundle.items[0]?.entry.locale ?? 'en'} ownPath={null} />
      )}
      <div className="bundle-deed">
        <WhenChoice
          hasBundles={false}
          when={when}
          onChoose={(chosen) => chosen.kind !== 'bundle' && onWhen(chosen)}
        />
        <DeedButton
          isLater={isLater}
          deadLinks={dead.length}
          count={bundle.items.length}
          isBusy={deed.isPending || plan.isFetching}
          isReady={isReady}
          onPress={() => data !== undefined && deed.mutate(data)}
        />
      </div>
    </div>
  );
}

type DeedButtonProps = {
  isLater: boolean;
  deadLinks: number;
  count: number;
  isBusy: boolean;
  isReady: boolean;
  onPress: () => void;
};

/** Says what it does. */
function DeedButton({ count, deadLinks, isBusy, isLater, isReady, onPress }: DeedButtonProps): ReactNode {
  return (
    <Button look={deadLinks === 0 ? 'solid' : 'danger'} isBusy={isBusy} disabled={!isReady} onClick={onPress}>
      {isLater ? (
        <Trans>Schedule the bundle</Trans>
      ) : deadLinks > 0 ? (
        <Plural value={deadLinks} one="Publish with # dead link" other="Publish with # dead links" />
      ) : (
        <Plural value={count} one="Publish # entry now" other="Publish all # now" />
      )}
    </Button>
  );
}
