import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { can, type Action } from '../accounts/can.ts';
import type { AuditRecord } from '../store/audit.ts';
import { readSubjectNames, type SubjectNames } from '../store/subject-names.ts';
import type { Tables } from '../store/tables.ts';
import { nameKept, subjectsOf } from './audit-subjects.ts';
import type { Reader } from './find-entry.ts';
import { canRead } from './permission.ts';

export type AuditSubject = {
  /** Such as `entry:` and its id. */
  subject: string;
  /** As it is called now, or was when it was done; null where nobody knows it, or the reader may not. */
  name: string | null;
  collection: string | null;
  /** Whether the reader finds it where such things are. */
  isThere: boolean;
};

export type Named = { about: AuditSubject[]; aboutCount: number };

/** What each of them is about, in names, as far as the reader may know them. Nothing of it is kept. */
export async function nameSubjects<Told extends Pick<AuditRecord, 'action' | 'subject' | 'details'>>(
  tx: Kysely<Tables>,
  { records, ...reader }: Reader & { records: readonly Told[] },
): Promise<(Told & Named)[]> {
  const found = records.map((record) => Object.assign({ record }, subjectsOf(record)));
  const names = await readSubjectNames(tx, idsByKind(found.flatMap(({ subjects }) => subjects)));
  return found.map(({ count, record, subjects }) => {
    const about = subjects.map((subject) => {
      const named = nameOf(reader, names, subject);
      if (subject === record.subject) named.name ??= nameKept(record);
      return named;
    });
    return Object.assign(record, { about, aboutCount: count });
  });
}

function idsByKind(subjects: readonly string[]): Map<string, string[]> {
  // What is not an id may be text that PostgreSQL refuses.
  const askable = [...new Set(subjects)].map(kindAndId).filter(isAskable);
  const groups = Map.groupBy(askable, ({ kind }) => kind);
  return new Map(Array.from(groups, ([kind, those]) => [kind, those.map(({ id }) => id)]));
}

function isAskable({ id, kind }: { kind: string; id: string }): boolean {
  return kind === 'redirect' || idProblem(id) === null;
}

function kindAndId(subject: string): { kind: string; id: string } {
  const colon = subject.indexOf(':');
  return { kind: subject.slice(0, colon), id: subject.slice(colon + 1) };
}

/** Who finds what has no owner; a name says nothing that the audit does not say to whoever may read it. */
const FOUND_BY: Readonly<Record<string, Action>> = {
  job: 'job.manage',
  release: 'entry.read',
  role: 'user.read',
  user: 'user.read',
  webhook: 'webhook.manage',
};

/** They have no name, and are where they always are. */
const NAMELESS = new Set(['job', 'release']);

function nameOf(reader: Reader, names: SubjectNames, subject: string): AuditSubject {
  const { id, kind } = kindAndId(subject);
  const unknown = { subject, name: null, collection: null, isThere: false };
  if (kind === 'entry') {
    const entry = names.entries.get(id);
    if (entry === undefined || entry.isErased || !canRead(reader, entry)) return unknown;
    return { subject, name: entry.name, collection: entry.collection, isThere: true };
  }
  if (kind === 'media') {
    const file = names.media.get(id);
    const isSeen = can(reader.actor, 'media.read', { kind: 'media', ownerId: file?.createdBy ?? null });
    return file === undefined || !isSeen ? unknown : { ...unknown, name: file.name, isThere: true };
  }
  if (kind === 'bundle') {
    const bundle = names.bundles.get(id);
    const isSeen = can(reader.actor, 'entry.read', { kind: 'some-entry' });
    if (bundle === undefined || !isSeen || !bundle.entries.every((entry) => canRead(reader, entry)))
      return unknown;
    return { ...unknown, name: bundle.name, isThere: true };
  }
  const needs = FOUND_BY[kind];
  const isFound = needs === undefined || can(reader.actor, needs, { kind: 'installation' });
  if (NAMELESS.has(kind)) return { ...unknown, isThere: isFound };
  const isThere = names.others.has(subject);
  const name = names.others.get(subject) ?? (kind === 'redirect' ? id : null);
  return { ...unknown, name, isThere: isThere && isFound };
}
