import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import type { StoredBundle } from '../store/bundles.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { readBundle, requireBundle } from './bundle.ts';
import {
  BasisOutrun,
  checkDrafts,
  publish,
  readToPublish,
  requireAllowed,
  settle,
  type BundleOrder,
} from './bundle-steps.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { claimBundle, recordPublished } from './claim-bundle.ts';
import { cutLinks } from './link-order.ts';
import type { WithLinks } from './links-refused.ts';
import { requireSamePlan, type PlanSeen } from './plan-seen.ts';

export type BundleRequest = BundleOrder & {
  /** What its author looked at. */
  basis?: PlanSeen | undefined;
  /** The bundle that these are the entries of: it is published by it. */
  bundleId?: string | undefined;
  /** In which words it is refused for links; where nothing is said, as what it is. */
  what?: WithLinks;
};

export type PublishResult = {
  /** Null if everything was public already, just as it is: then nothing is added to the log. */
  publication: LogPosition | null;
  /** In the order of the request. */
  entries: EntryDetails[];
  /** The links that it leaves dead and that were not dead before, as far as anybody can tell. */
  brokenLinks: DescribedLink[];
};

/** Others may publish all the time. */
const TIMES_TO_TRY = 10;

/**
 * Makes drafts public and takes other entries from the public, as one publication: all of it, or none. Where others were quicker, it is compared once more
 * with what its author looked at.
 */
export async function publishBundle(
  context: AuthoringContext,
  request: BundleRequest,
): Promise<PublishResult> {
  for (let times = 1; ; times += 1) {
    try {
      return await publishOnce(context, request);
    } catch (error) {
      if (!(error instanceof BasisOutrun)) throw error;
      if (times >= TIMES_TO_TRY) throw outrun();
    }
  }
}

function outrun(): AppError {
  return new AppError(
    'not-released',
    'Others publish all the time, so that what you looked at could not be compared with it. Nothing was published: try again in a moment.',
    { retryAfterSeconds: 5 },
  );
}

async function publishOnce(context: AuthoringContext, request: BundleRequest): Promise<PublishResult> {
  const { database, model } = context;
  const ids = requireBundle(request.items.map(({ entryId }) => entryId));
  const { actor, decided } = request;
  const seen = await readToPublish(database.db, { context, request, ids });
  for (const [index, entry] of seen.entries()) requireAllowed(context, request, { entry, index });
  const drafts = await checkDrafts(context, request, seen);
  const basis = await requireSamePlan(context, request);
  // Said once: the pages are rendered with it before the commit, and must be the same afterwards.
  const at = decided?.at ?? basis?.at ?? context.now().toISOString();
  const planned = basis?.newlyDead ?? null;
  const settled = await settle(context, { request: { ...request, planned }, seen, drafts, at });
  await decided?.due();
  const { after, brokenLinks, publication } = await database.write(async (tx) => {
    await decided?.claim(tx);
    const bundle = await claimed(tx, { model, request });
    const position = await publish(tx, { context, request, ids, drafts, at, basis, settled });
    await decided?.record(tx, { publication: position, brokenLinks: settled.broken });
    if (bundle !== null)
      await recordPublished(tx, {
        ...request,
        bundle,
        at: context.now().toISOString(),
        seq: position?.seq ?? null,
      });
    // As the publication left them: a moment later one may be in the trash, and what was published must not be answered as refused.
    return {
      publication: position,
      after: await readBundle(tx, { ids, actor, model }),
      brokenLinks: await describeLinks(tx, { links: cutLinks(settled.broken), actor, model }),
    };
  });
  if (publication !== null) context.publicationCommitted(publication);
  return { publication, entries: after.map((entry) => entryDetails(model, entry)), brokenLinks };
}

async function claimed(
  tx: Transaction<Tables>,
  {
    model,
    request: { actor, bundleId, items },
  }: { request: BundleRequest } & Pick<AuthoringContext, 'model'>,
): Promise<StoredBundle | null> {
  return bundleId === undefined ? null : await claimBundle(tx, { actor, model, bundleId, items });
}
