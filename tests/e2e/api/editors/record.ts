import type { ApiClient } from '../../../../model/api/client.ts';
import { canonicalJson } from '../../../../model/canonical-json.ts';

export type Content = Readonly<Record<string, unknown>>;

/** What an editor has before them of an entry. */
export type View = { versionId: string; number: number; content: Content };

/** A change of the draft that the server has acknowledged: from the version that the editor saw to the one that they were answered. */
export type Move = {
  kind: 'save' | 'restore';
  by: string;
  from: string;
  to: string;
  number: number;
  content: Content;
};

/** What an editor has approved to be public, as they saw it. */
export type Approval = { versionId: string; content: Content };

/** What a publication has made of an entry: public in this version, or public no more. */
export type Outcome = { seq: number; publicVersionId: string | null };

/** One entry and everything that was acknowledged about it, by whomever. */
export type EntryRecord = {
  id: string;
  initial: View;
  moves: Move[];
  approvals: Approval[];
  outcomes: Outcome[];
};

/** Everything that is wrong with what the server holds of an entry, in the light of what it has acknowledged. */
export async function findLosses(client: ApiClient, record: EntryRecord): Promise<string[]> {
  const stored = await readVersions(client, record.id);
  return [
    ...lostMoves(record, stored),
    ...brokenLine(record, stored),
    ...unapproved(record, stored),
    ...wronglyPublic(record, stored),
  ];
}

type Stored = {
  id: string;
  number: number;
  savedBy: string | null;
  isDraft: boolean;
  isPublic: boolean;
  wasPublished: boolean;
  content: Content;
};

async function readVersions(client: ApiClient, id: string): Promise<Stored[]> {
  const { body } = await client.listVersions({ id, query: { limit: 200 } });
  if (body.nextCursor !== null) throw new Error('There are more versions than one page lists.');
  const versions: Stored[] = [];
  for (const { id: versionId } of body.versions)
    versions.push((await client.readVersion({ id, versionId })).body);
  return versions;
}

/** It is there as it was sent, or the same editor went on from it in the same sitting, and that is there. */
function lostMoves({ moves }: EntryRecord, stored: readonly Stored[]): string[] {
  return moves.flatMap((move) => {
    const version = stored.find(({ id }) => id === move.to);
    if (version !== undefined)
      return isEqual(version.content, move.content) && version.savedBy === move.by
        ? []
        : [`${nameOf(move)} is there with another content or author`];
    const next = moves.find(({ from }) => from === move.to);
    const isFolded = next?.kind === 'save' && next.by === move.by && next.number === move.number;
    return isFolded && move.kind === 'save' ? [] : [`${nameOf(move)} is in no version`];
  });
}

/** The draft has gone from each version to one other at most, and all that was acknowledged lies on the way to where it is. */
function brokenLine({ initial, moves }: EntryRecord, stored: readonly Stored[]): string[] {
  const left = new Set<string>();
  const forks = moves.filter(({ from }) => left.size === left.add(from).size);
  let at = initial.versionId;
  const onTheWay = new Set<Move>();
  for (;;) {
    const next = moves.find((move) => move.from === at && !onTheWay.has(move));
    if (next === undefined) break;
    onTheWay.add(next);
    at = next.to;
  }
  const draft = stored.find(({ isDraft }) => isDraft);
  return [
    ...forks.map((move) => `${nameOf(move)} went on from a version that had been left`),
    ...moves.filter((move) => !onTheWay.has(move)).map((move) => `${nameOf(move)} was overwritten`),
    ...(draft?.id === at ? [] : [`the draft is ${draft?.id}, and was last acknowledged as ${at}`]),
  ];
}

/** Whatever is or was public has been approved by somebody, just as it is. */
function unapproved({ approvals }: EntryRecord, stored: readonly Stored[]): string[] {
  return [
    ...stored
      .filter(({ isPublic, wasPublished }) => isPublic || wasPublished)
      .filter(
        ({ content, id }) =>
          !approvals.some((approval) => approval.versionId === id && isEqual(approval.content, content)),
      )
      .map(({ id, content }) => `nobody approved ${id} as it was published: ${JSON.stringify(content)}`),
    ...approvals
      .filter(({ versionId }) => !stored.some(({ id, wasPublished }) => id === versionId && wasPublished))
      .map(({ versionId }) => `${versionId} was approved, and has not been published`),
  ];
}

/** What the last publication made of it, which is the one with the highest number. */
function wronglyPublic({ outcomes }: EntryRecord, stored: readonly Stored[]): string[] {
  const last = outcomes.toSorted((a, b) => a.seq - b.seq).at(-1)?.publicVersionId ?? null;
  const found = stored.find(({ isPublic }) => isPublic)?.id ?? null;
  return found === last ? [] : [`public is ${found}, and by the last publication it is ${last}`];
}

function nameOf({ by, from, kind, number, to }: Move): string {
  return `the ${kind} of ${by} from ${from} to ${to} (version ${number})`;
}

function isEqual(one: Content, other: Content): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
