import assert from 'node:assert/strict';
import type { LogPosition, PublicationChange } from '../../../model/publication.ts';
import type { Database } from '../../store/database.ts';
import { listSuperseded, readStateWithout, readSubjects } from '../../store/state-without.ts';
import { listWithheld, markRetried, settleWithheld } from '../../store/withheld-publications.ts';
import type { Target } from '../target/target.ts';
import { heldBack } from './withheld-record.ts';
import type { WithholdingContext } from './withholding-context.ts';

/** Brings what these publications are about to what the record says: with them, or without those that are held back. */
export async function bringToRecord(tools: WithholdingContext, seqs: readonly number[]): Promise<void> {
  const { cache, database, withCache, withheld } = tools;
  if (seqs.length === 0) return;
  const without = heldBack(await withheld.list());
  const upTo = cache.position().seq;
  const changes = await database.read(async (tx) =>
    readStateWithout(tx, { subjects: await readSubjects(tx, { seqs }), upTo, without }),
  );
  if (changes.length > 0) await withCache(async () => cache.amend(changes));
}

/** What a content cache that was filled from the database has to be changed by, since the database tells nothing apart. */
export async function changesWithoutWithheld(
  database: Database,
  { seq: upTo }: LogPosition,
): Promise<PublicationChange[]> {
  return await database.read(async (tx) => {
    const without = heldBack(await listWithheld(tx));
    if (without.length === 0) return [];
    return await readStateWithout(tx, { subjects: await readSubjects(tx, { seqs: without }), upTo, without });
  });
}

/**
 * Before the first round: a process that ended between the record and the content cache left them apart, and a cache that lost its last steps has
 * followed the log once more.
 */
export function createReconciliation(tools: WithholdingContext): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    const rows = await tools.withheld.list();
    await bringToRecord(
      tools,
      rows.map(({ seq }) => seq),
    );
    isDone = true;
  };
}

/** Once more with other templates, or because somebody asks: what still fails is held back again. */
export async function retryWithheld(
  tools: WithholdingContext,
  { isAsked, templateBuild: build }: { isAsked: boolean; templateBuild: string },
): Promise<void> {
  const rows = await tools.withheld.list();
  const seqs = rows
    .filter(({ retriedAt, templateBuild }) => retriedAt === null && (isAsked || templateBuild !== build))
    .map(({ seq }) => seq);
  if (seqs.length === 0) return;
  tools.log.info({ seqs }, 'what was held back is tried again');
  await tools.withheld.change((tx) => markRetried(tx, { seqs, now: new Date().toISOString() }));
  await bringToRecord(tools, seqs);
}

/** After a release: what was tried again is public, and what has been superseded concerns nobody any more. */
export async function settleAfterRelease(
  { cache, target, withheld }: Pick<WithholdingContext, 'cache' | 'withheld'> & { target: Target },
  { isReleased }: { isReleased: boolean },
): Promise<void> {
  const rows = await withheld.list();
  if (rows.length === 0 || (!isReleased && rows.every(({ retriedAt }) => retriedAt === null))) return;
  const releaseNumber = target.position()?.releaseNumber;
  assert(releaseNumber !== undefined, 'what has been released is in the target');
  const upTo = cache.position().seq;
  const now = new Date().toISOString();
  await withheld.change(async (tx) => {
    const of = rows.map(({ seq }) => seq);
    const superseded = await listSuperseded(tx, { of, without: heldBack(rows), upTo });
    const released = rows.filter(({ retriedAt, seq }) => retriedAt !== null && !superseded.includes(seq));
    await settleWithheld(tx, { seqs: superseded, releaseNumber: null, now });
    await settleWithheld(tx, { seqs: released.map(({ seq }) => seq), releaseNumber, now });
  });
}
