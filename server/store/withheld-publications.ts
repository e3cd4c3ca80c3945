import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A publication that could not be shown: everything else is public, and of this what was there before. */
export type WithheldPublication = {
  seq: number;
  /** Of the error, permanent. */
  code: string;
  /** The template's own. */
  message: string;
  /** The template's file, where one is known. */
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

export async function readWithheld(
  tx: Kysely<Tables>,
  { seq }: { seq: number },
): Promise<WithheldPublication | null> {
  return (await selectWithheld(tx).where('seq', '=', seq).executeTakeFirst()) ?? null;
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
  };
  await tx
    .insertInto('withheld_publication')
    .values({ seq: withheld.seq, since: withheld.since, ...why })
    .onConflict((conflict) => conflict.column('seq').doUpdateSet(why))
    .execute();
}

export async function markRetried(
  tx: Kysely<Tables>,
  { seqs, now }: { seqs: readonly number[]; now: string },
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.updateTable('withheld_publication').set({ retried_at: now }).where('seq', 'in', seqs).execute();
}

export async function deleteWithheld(
  tx: Kysely<Tables>,
  { seqs }: { seqs: readonly number[] },
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.deleteFrom('withheld_publication').where('seq', 'in', seqs).execute();
}

/** For the author, with what to do. `isSiteHeld` where a rollback keeps everything else from going live, too. */
export function describeWithheld(
  { message, path, seq, template }: WithheldPublication,
  { isSiteHeld = false }: { isSiteHeld?: boolean } = {},
): string {
  const where = template === null ? '' : ` (${template})`;
  const others = isSiteHeld ? '' : ' Everything else is public.';
  return `Publication ${seq} is held back: with it, ${path}${where} could not be rendered: ${message}.${others} Publish a mended version, withdraw it, or have the template mended.`;
}

function selectWithheld(tx: Kysely<Tables>) {
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
