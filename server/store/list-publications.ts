import type { Kysely } from 'kysely';
import type { PublishedRedirect } from '../../model/publication.ts';
import { readAcceptedAt } from './accepted-at.ts';
import type { EntryScope } from './entry-scope.ts';
import { readEntryNames, type EntryName } from './entry-titles.ts';
import { decodeJson } from './json.ts';
import { redirectOf } from './publication-items.ts';
import { isItemInScope } from './publication-scope.ts';
import type { PublicationItemTable, Tables } from './tables.ts';

export type ListedPublication = {
  seq: number;
  committedAt: string;
  acceptedAt: string;
  by: { id: string; name: string } | null;
  /** The publication whose inverse it is. */
  takesBack: number | null;
  items: ListedItem[];
  /** The first finished one that went as far. */
  release: { number: number; finishedAt: string } | null;
};

export type ListedItem = {
  kind: PublicationItemTable['kind'];
  entryId: string | null;
  /** Of the entry as it is called now. */
  title: string | null;
  collection: string | null;
  path: string | null;
  previousPath: string | null;
  previousVersionId: string | null;
  /** As it is from then on, or was until then; with what the entry is called that it leads to. */
  redirect: ListedRedirect | null;
};

export type ListedRedirect = Pick<PublishedRedirect, 'status' | 'to'> & {
  title: string | null;
  collection: string | null;
};

type Selection = {
  before?: number | undefined;
  entryId?: string | undefined;
  scope: EntryScope;
  limit: number;
};

/** The newest first. */
export async function listPublications(
  tx: Kysely<Tables>,
  selection: Selection,
): Promise<ListedPublication[]> {
  const rows = await selectRows(tx, selection);
  const seqs = rows.map(({ seq }) => seq);
  const items = Map.groupBy(await readItems(tx, { seqs, scope: selection.scope }), ({ seq }) => seq);
  const accepted = await readAcceptedAt(tx, rows);
  const takenBack = await readTakenBack(tx, seqs);
  const releases = new Map((await selectReleases(tx, seqs)).map((row) => [row.seq, row]));
  return rows.map(({ actorId, actorName, committedAt, seq }) => {
    const release = releases.get(seq);
    return {
      seq,
      committedAt,
      acceptedAt: accepted.get(seq) ?? committedAt,
      by: actorId === null ? null : { id: actorId, name: actorName ?? '' },
      takesBack: takenBack.get(seq) ?? null,
      items: (items.get(seq) ?? []).map(({ item }) => item),
      release: release === undefined ? null : { number: release.number, finishedAt: release.finishedAt },
    };
  });
}

/** As the audit has it, by the publication that did it. */
async function readTakenBack(tx: Kysely<Tables>, seqs: readonly number[]): Promise<Map<number, number>> {
  if (seqs.length === 0) return new Map();
  const subjects = seqs.map((seq) => `publication:${seq}`);
  const rows = await tx
    .selectFrom('audit')
    .select(['subject', 'details'])
    .where('subject', 'in', subjects)
    .where('action', '=', 'publication.revert')
    .execute();
  return new Map(
    rows.flatMap(({ details, subject }) => {
      const { reverted } = decodeJson(details);
      return typeof reverted === 'number' ? [[Number(subject.split(':')[1]), reverted]] : [];
    }),
  );
}

async function selectRows(tx: Kysely<Tables>, { before, entryId, limit, scope }: Selection) {
  return await tx
    .selectFrom('publication')
    .leftJoin('user', 'user.id', 'publication.actor_id')
    .select([
      'publication.seq',
      'publication.committed_at as committedAt',
      'publication.actor_id as actorId',
      'user.name as actorName',
    ])
    .$if(before !== undefined, (query) => query.where('publication.seq', '<', before ?? 0))
    .$if(entryId !== undefined, (query) =>
      query.where('publication.seq', 'in', (expression) =>
        expression
          .selectFrom('publication_item as item')
          .select('item.seq')
          .where('item.entry_id', '=', entryId ?? '')
          .where(isItemInScope(tx, scope)),
      ),
    )
    .$if(scope !== 'all', (query) =>
      query.where((publication) =>
        publication.exists(
          publication
            .selectFrom('publication_item as item')
            .select('item.seq')
            .whereRef('item.seq', '=', 'publication.seq')
            .where(isItemInScope(tx, scope)),
        ),
      ),
    )
    .orderBy('publication.seq', 'desc')
    .limit(limit)
    .execute();
}

async function readItems(
  tx: Kysely<Tables>,
  selection: { seqs: readonly number[]; scope: EntryScope },
): Promise<{ seq: number; item: ListedItem }[]> {
  const rows = (await selectItems(tx, selection)).map(({ payload, previousPayload, ...row }) => ({
    row,
    redirect: redirectIn({ kind: row.kind, payload: payload ?? previousPayload }),
  }));
  const ids = rows.flatMap(({ redirect }) => (redirect?.to?.kind === 'entry' ? [redirect.to.entryId] : []));
  const names = await readEntryNames(tx, { ids });
  return rows.map(({ redirect, row: { seq, ...item } }) => ({
    seq,
    item: { ...item, redirect: redirect && withName(redirect, names) },
  }));
}

function redirectIn({
  kind,
  payload,
}: Pick<PublicationItemTable, 'kind' | 'payload'>): PublishedRedirect | null {
  if (kind !== 'redirect' && kind !== 'redirect-removed') return null;
  return payload === null ? null : redirectOf(decodeJson(payload));
}

function withName({ status, to }: PublishedRedirect, names: ReadonlyMap<string, EntryName>): ListedRedirect {
  const { collection = null, title = null } = (to?.kind === 'entry' ? names.get(to.entryId) : null) ?? {};
  return { status, to, title, collection };
}

async function selectItems(
  tx: Kysely<Tables>,
  { scope, seqs }: { seqs: readonly number[]; scope: EntryScope },
) {
  if (seqs.length === 0) return [];
  return await tx
    .selectFrom('publication_item as item')
    .leftJoin('entry', 'entry.id', 'item.entry_id')
    .select([
      'item.seq',
      'item.kind',
      'item.entry_id as entryId',
      'entry.title',
      'entry.collection',
      'item.path',
      'item.previous_path as previousPath',
      'item.previous_version_id as previousVersionId',
      'item.payload',
      'item.previous_payload as previousPayload',
    ])
    .where('item.seq', 'in', seqs)
    .where(isItemInScope(tx, scope))
    .orderBy('item.seq')
    .orderBy('item.position')
    .execute();
}

async function selectReleases(tx: Kysely<Tables>, seqs: readonly number[]) {
  if (seqs.length === 0) return [];
  return await tx
    .selectFrom('publication')
    .innerJoin('release', (join) =>
      join.on('release.number', '=', (expression) =>
        expression
          .selectFrom('release as shown')
          .select(({ fn }) => fn.min('shown.number').as('number'))
          .whereRef('shown.seq', '>=', 'publication.seq')
          .where('shown.finished_at', 'is not', null),
      ),
    )
    .select(['publication.seq', 'release.number', 'release.finished_at as finishedAt'])
    .where('publication.seq', 'in', seqs)
    .$narrowType<{ finishedAt: string }>()
    .execute();
}
