import type { Kysely } from 'kysely';
import { appendEvent } from './events.ts';
import type { Tables } from './tables.ts';

/** A publication that could not be shown: everything else is public, and of this what was there before. */
export type WithheldPublication = {
  seq: number;
  /** Of the error, permanent. */
  code: string;
  /** The template's own. */
  message: string;
  /** The template's file, with the line, as far as they are known. */
  template: string | null;
  /** The first page that could not be rendered. */
  path: string;
  since: string;
  /** That could not render it. */
  templateBuild: string;
  /** Not null while it is tried again: then it is in the content cache, and not yet known to be good. */
  retriedAt: string | null;
};

/** In the order of the log. */
export async function listWithheld(tx: Kysely<Tables>): Promise<WithheldPublication[]> {
  return await selectWithheld(tx).orderBy('seq').execute();
}

/** What came of holding it back: null as long as it is; then the release that made it public, or none where it was superseded. */
export type Withholding = WithheldPublication & { settled: { releaseNumber: number | null } | null };

/** Also if it is held back no more; null if it never was. */
export async function readWithholding(
  tx: Kysely<Tables>,
  { seq }: { seq: number },
): Promise<Withholding | null> {
  const row = await selectAll(tx)
    .select(['settled_at', 'release_number'])
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { release_number: releaseNumber, settled_at: settledAt, ...withheld } = row;
  return { ...withheld, settled: settledAt === null ? null : { releaseNumber } };
}

/** Says since when it has been so: from the first time on, however often it was tried again. */
export async function putWithheld(tx: Kysely<Tables>, withheld: WithheldPublication): Promise<void> {
  const { code, message, path, template } = withheld;
  const why = {
    code,
    message,
    path,
    template,
    template_build: withheld.templateBuild,
    retried_at: withheld.retriedAt,
    settled_at: null,
    release_number: null,
  };
  await tx
    .insertInto('withheld_publication')
    .values({ seq: withheld.seq, since: withheld.since, ...why })
    .onConflict((conflict) => conflict.column('seq').doUpdateSet(why))
    .execute();
  const about = { publication: withheld.seq };
  await appendEvent(tx, { at: withheld.since, kind: 'publication.withheld', ...NOBODY, about });
}

/** The publisher, and whoever asked for the publication knows of it by its number. */
const NOBODY = { actorId: null, correlationId: null };

export async function markRetried(
  tx: Kysely<Tables>,
  { seqs, now }: { seqs: readonly number[]; now: string },
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.updateTable('withheld_publication').set({ retried_at: now }).where('seq', 'in', seqs).execute();
}

/** It is held back no more: public by the release of this number, or superseded. The row stays, so that either is known later. */
export async function settleWithheld(
  tx: Kysely<Tables>,
  { now, releaseNumber, seqs }: { seqs: readonly number[]; releaseNumber: number | null; now: string },
): Promise<void> {
  if (seqs.length === 0) return;
  await tx
    .updateTable('withheld_publication')
    .set({ settled_at: now, release_number: releaseNumber })
    .where('seq', 'in', seqs)
    .execute();
  const released = releaseNumber === null ? {} : { release: releaseNumber };
  for (const publication of seqs) {
    const about = { publication, ...released };
    await appendEvent(tx, { at: now, kind: 'publication.settled', ...NOBODY, about });
  }
}

/** For the author, with what to do. `isSiteHeld` where a rollback keeps everything else from going live, too. */
export function describeWithheld(
  withheld: WithheldPublication,
  { isSiteHeld = false }: { isSiteHeld?: boolean } = {},
): string {
  const others = isSiteHeld ? '' : ' Everything else is public.';
  return `Publication ${withheld.seq} is held back: ${whyNot(withheld)}.${others} Publish a mended version, withdraw it, or have the template mended.`;
}

/** For whoever asks for it later: there is nothing to do. */
export function describeSuperseded(withheld: WithheldPublication): string {
  return `Publication ${withheld.seq} was never public: it was held back, since ${whyNot(withheld)}. What came later has taken its place.`;
}

function whyNot({ message, path, template }: WithheldPublication): string {
  const where = template === null ? '' : ` (${template})`;
  return `with it, ${path}${where} could not be rendered: ${message}`;
}

function selectWithheld(tx: Kysely<Tables>) {
  return selectAll(tx).where('settled_at', 'is', null);
}

function selectAll(tx: Kysely<Tables>) {
  return tx
    .selectFrom('withheld_publication')
    .select([
      'seq',
      'code',
      'message',
      'template',
      'path',
      'since',
      'template_build as templateBuild',
      'retried_at as retriedAt',
    ]);
}
