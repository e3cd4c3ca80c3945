import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { EventAbout, EventKind } from '../../model/api/event.ts';
import { idProblem } from '../../model/text-rules.ts';
import { sealAudit } from './audit-chain.ts';
import type { Sealing } from './audit-chain.ts';
import { decodeJson, encodeJson } from './json.ts';
import type { AuditTable, EventTable, Tables } from './tables.ts';

const BATCH_SIZE = 500;

/**
 * Seals the audit, makes events of what was sealed, and gives every event that has none its place. It is done after the commit of what the
 * events tell of, by one process at a time, and committed before the next one begins: whoever has read up to a place has missed nothing
 * before it, however long a transaction took.
 */
export async function sequenceEvents(tx: Kysely<Tables>, { now }: { now: string }): Promise<Sealing> {
  // It takes the lock under which places are given.
  const sealing = await sealAudit(tx, { now });
  for (let isMore = true; isMore;) isMore = await sequenceBatch(tx);
  return sealing;
}

/** Whether there is anything for `sequenceEvents` to do. Asked several times a second. */
export async function hasUnsequencedEvents(tx: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean | number }>`
    select exists (select 1 from audit where seq is null)
      or exists (select 1 from event where seq is null)
      or (select audit_seq from event_head) < (select seq from audit_head) as found`.execute(tx);
  return Boolean(rows[0]?.found);
}

/** Returns whether there may be more. */
async function sequenceBatch(tx: Kysely<Tables>): Promise<boolean> {
  const head = await tx.selectFrom('event_head').select(['seq', 'audit_seq']).executeTakeFirstOrThrow();
  const audited = await readAuditAfter(tx, { seq: head.audit_seq });
  const waiting = await readWaiting(tx);
  const made = audited.flatMap((row) => eventOf(row) ?? []);
  // Ids begin with the time.
  const ordered = [...made, ...waiting].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const places = new Map(ordered.map(({ id }, index) => [id, head.seq + index + 1]));
  const rows = made.map((event) => Object.assign(event, { seq: places.get(event.id) ?? null }));
  if (rows.length > 0) await tx.insertInto('event').values(rows).execute();
  await giveTheirPlaces(
    tx,
    waiting.map(({ id }) => ({ id, seq: places.get(id) ?? 0 })),
  );
  await tx
    .updateTable('event_head')
    .set({ seq: head.seq + ordered.length, audit_seq: audited.at(-1)?.seq ?? head.audit_seq })
    .execute();
  return audited.length === BATCH_SIZE || waiting.length === BATCH_SIZE;
}

async function readWaiting(tx: Kysely<Tables>): Promise<{ id: string }[]> {
  return await tx
    .selectFrom('event')
    .select('id')
    .where('seq', 'is', null)
    .orderBy('id')
    .limit(BATCH_SIZE)
    .execute();
}

async function giveTheirPlaces(
  tx: Kysely<Tables>,
  places: readonly { id: string; seq: number }[],
): Promise<void> {
  if (places.length === 0) return;
  const rows = places.map(({ id, seq }) => sql`(${id}, cast(${seq} as bigint))`);
  await sql`
    update event set seq = column2 from (values ${sql.join(rows)}) as place where event.id = place.column1`.execute(
    tx,
  );
}

type Audited = Pick<
  AuditTable,
  'id' | 'seq' | 'at' | 'actor_id' | 'action' | 'subject' | 'correlation_id' | 'details'
>;

async function readAuditAfter(tx: Kysely<Tables>, { seq }: { seq: number }): Promise<Audited[]> {
  return await tx
    .selectFrom('audit')
    .select(['id', 'seq', 'at', 'actor_id', 'action', 'subject', 'correlation_id', 'details'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(BATCH_SIZE)
    .execute();
}

/** Null for what nobody is told of. */
function eventOf({ action, details, subject, ...row }: Audited): EventTable | null {
  const kind = KINDS.get(action);
  if (kind === undefined) return null;
  const { actor_id, at, correlation_id, id } = row;
  const about = encodeJson(aboutOf(subject, decodeJson(details)));
  return { id, seq: null, at, kind, actor_id, correlation_id, about };
}

/** By what the audit calls them. */
const KINDS: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ['entry.create', 'entry.created'],
  ['entry.save', 'entry.saved'],
  ['version.restore', 'version.restored'],
  ['entry.publish', 'entry.published'],
  ['entry.withdraw', 'entry.withdrawn'],
  ['entry.trash', 'entry.trashed'],
  ['entry.restore', 'entry.restored'],
  ['entry.delete', 'entry.deleted'],
  ['entry.takedown', 'entry.taken-down'],
  ['version.name', 'version.named'],
  ['preview-link.create', 'preview-link.created'],
  ['preview-link.revoke', 'preview-link.revoked'],
  ['translation.confirm', 'translation.confirmed'],
  ['publication.revert', 'publication.reverted'],
  ['media.upload', 'media.uploaded'],
  ['media.update', 'media.changed'],
  ['media.replace', 'media.replaced'],
  ['media.delete', 'media.deleted'],
  ['bundle.create', 'bundle.created'],
  ['bundle.change', 'bundle.changed'],
  ['bundle.add', 'bundle.changed'],
  ['bundle.remove', 'bundle.changed'],
  ['bundle.schedule', 'bundle.changed'],
  ['bundle.publish', 'bundle.changed'],
  ['bundle.delete', 'bundle.deleted'],
  ['schedule.arm', 'schedule.armed'],
  ['schedule.move', 'schedule.armed'],
  ['schedule.fire', 'schedule.fired'],
  ['schedule.block', 'schedule.blocked'],
  ['schedule.cancel', 'schedule.cancelled'],
  ['media.publish', 'media.published'],
  ['redirect.set', 'redirect.set'],
  ['redirect.remove', 'redirect.removed'],
  ['release.rollback', 'site.held'],
  ['release.resume', 'site.resumed'],
  ['owner.create', 'user.created'],
  ['invite.accept', 'user.created'],
  ['user.change-profile', 'user.changed'],
  ['user.change-role', 'user.role-changed'],
  ['user.deactivate', 'user.deactivated'],
  ['user.activate', 'user.activated'],
  ['role.create', 'role.created'],
  ['role.change', 'role.changed'],
  ['role.delete', 'role.deleted'],
]);

/** Of the details ids alone: the rest may be content, and may have to be erased one day. */
function aboutOf(subject: string, details: Record<string, unknown>): EventAbout {
  const [what = '', name = ''] = subject.split(':');
  const about: EventAbout = {};
  if (what === 'entry') about.entryIds = [name];
  if (what === 'publication') about.publication = Number(name);
  if (what === 'schedule') about.scheduleId = name;
  if (what === 'bundle') about.bundleId = name;
  if (what === 'release') about.release = Number(name);
  if (what === 'user') about.userId = name;
  if (what === 'role') about.roleId = name;
  if (what === 'media') about.mediaId = name;
  const { entryIds, seq, versionId } = details;
  if (typeof seq === 'number') about.publication = seq;
  if (Array.isArray(entryIds)) about.entryIds = entryIds.filter(isId);
  if (isId(versionId)) about.versionId = versionId;
  return about;
}

function isId(value: unknown): value is string {
  return idProblem(value) === null;
}
