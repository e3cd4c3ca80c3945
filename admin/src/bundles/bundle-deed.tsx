import { Plural, Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Bundle } from '../../../model/api/bundle.ts';
import { canBeDone } from '../publish/can-be-done.ts';
import { DeedForm } from '../publish/deed-form.tsx';
import { newlyDead, type Plan, type Resolution } from '../publish/plan.ts';
import { useMayBreak } from '../publish/use-may-break.ts';
import { WhenChoice } from '../publish/when-choice.tsx';
import { HeldNote } from '../releases/held-note.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useDoBundle, type BundleWhen } from './use-do-bundle.ts';

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
  return (
    <DeedForm
      plan={plan}
      deed={deed}
      isLooking={plan.isFetching}
      when={when}
      resolve={resolve}
      onResolve={onResolve}
      locale={bundle.items[0]?.entry.locale ?? 'en'}
      ownPath={null}
      problem={({ message }) => <MessageBox message={{ kind: 'problem', text: message }} />}
    >
      <div className="bundle-deed">
        <HeldNote />
        <WhenChoice
          hasBundles={false}
          when={when}
          onChoose={(chosen) => chosen.kind !== 'bundle' && onWhen(chosen)}
        />
        <DeedButton
          isLater={when.kind === 'time'}
          deadLinks={data === undefined ? 0 : newlyDead(data).length}
          count={bundle.items.length}
          isBusy={deed.isPending || plan.isFetching}
          isReady={canBeDone({ plan, when, mayBreak })}
          onPress={() => data !== undefined && deed.mutate(data)}
        />
      </div>
    </DeedForm>
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
