import { Trans } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn } from '../content/refused-links.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { DeadLinks } from './dead-links.tsx';
import { outcomeQuery, type Outcome } from './outcome.ts';
import { newlyDead, planQuery, type Wish } from './plan.ts';
import { PlanView } from './plan-view.tsx';
import { PublishError } from './publish-error.tsx';
import { useMayBreak } from './use-may-break.ts';

type TakeBackProps = { outcome: Outcome; seq: number; onLeave: () => void };

/** What was public before is public again, as a publication of its own: what that changes, and only then the deed. */
export function TakeBack({ onLeave, outcome, seq }: TakeBackProps): ReactNode {
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const mayBreak = useMayBreak();
  const wish: Wish = {
    action: outcome.versionBefore === null ? 'withdraw' : 'publish',
    ...(outcome.versionBefore !== null && { versionId: outcome.versionBefore }),
    resolve: [],
    at: null,
  };
  const isPublicNow = entry.publishedVersionId !== null;
  // Of what was done to links there is no plan but the publication itself.
  const isPlanned = !outcome.hasMendedLinks && (wish.action === 'publish' || isPublicNow);
  const plan = useQuery({
    ...planQuery(desk, { draftVersionId: entry.draftVersionId, wish }),
    enabled: isPlanned,
  });
  const revert = useMutation({
    mutationFn: async (links: 'anyway' | undefined) =>
      (await api.revertPublication({ seq, query: { links } })).body,
    onSuccess: ({ publication }) => {
      const next: Outcome = {
        seq: publication.seq,
        kind: 'reverted',
        versionBefore: entry.publishedVersionId,
        hasMendedLinks: outcome.hasMendedLinks,
      };
      client.setQueryData(outcomeQuery(entry.id).queryKey, next);
      onLeave();
    },
  });
  const dead = plan.data === undefined ? [] : newlyDead(plan.data);
  const refused = revert.error instanceof ApiError ? brokenLinksIn(revert.error) : null;
  const hasDead = dead.length > 0 || refused !== null;
  return (
    <section className="outcome">
      <h3>
        <Trans>Take publication {seq} back?</Trans>
      </h3>
      <p>
        <Trans>Visitors get what was there before. The draft and all versions stay as they are.</Trans>
      </p>
      {revert.error !== null && <PublishError error={revert.error} />}
      <DeadLinks links={dead} resolved={[]} onResolve={() => {}} mayBreak={mayBreak} areWaysClosed={false} />
      {plan.data !== undefined && (
        <PlanView plan={plan.data} locale={entry.locale} ownPath={entry.livePath} />
      )}
      {isPlanned && plan.isPending && (
        <p className="soft" role="status">
          <Trans>Working out what changes …</Trans>
        </p>
      )}
      <div className="choices">
        <Button onClick={onLeave}>
          <Trans>Leave it as it is</Trans>
        </Button>
        <Button
          look={hasDead ? 'danger' : 'solid'}
          isBusy={revert.isPending}
          disabled={(isPlanned && plan.isPending) || (hasDead && !mayBreak)}
          onClick={() => revert.mutate(hasDead ? 'anyway' : undefined)}
        >
          {hasDead ? <Trans>Take it back all the same</Trans> : <Trans>Take it back</Trans>}
        </Button>
      </div>
    </section>
  );
}
