import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readUserNames } from '../store/users.ts';
import { findPublishedVersions, readVersion } from '../store/versions.ts';
import type { StoredVersion, VersionSummary } from '../store/versions.ts';

/** A version in the history of its entry. */
export type VersionDetails = {
  id: string;
  /** 1, 2, 3 … within the entry. */
  number: number;
  name: string | null;
  /** The first and the last of the saves that it holds. */
  begunAt: string;
  savedAt: string;
  savedBy: string | null;
  savedByName: string | null;
  /** The next save of the same editor takes its place unless it is kept, or somebody else saves first. */
  isKept: boolean;
  isDraft: boolean;
  isPublic: boolean;
  /** It has been published, now or once. */
  wasPublished: boolean;
  /** The number of the version whose content it brought back. */
  restoredFrom: number | null;
};

export type VersionWithContent = VersionDetails & { content: Record<string, unknown> };

export async function findVersion(
  tx: Kysely<Tables>,
  { entryId, versionId }: { entryId: string; versionId: string },
): Promise<StoredVersion> {
  const version = idProblem(versionId) === null ? await readVersion(tx, { id: versionId }) : null;
  if (version !== null && version.entryId === entryId) return version;
  throw new AppError(
    'version-not-found',
    `The entry has no version with the id ${JSON.stringify(versionId)}. A later save of the same sitting may have taken its place: list the versions again.`,
  );
}

/** In the order of the versions. */
export async function versionDetails(
  tx: Kysely<Tables>,
  { entry, versions }: { entry: StoredEntry; versions: readonly VersionSummary[] },
): Promise<VersionDetails[]> {
  const published = await findPublishedVersions(tx, { ids: versions.map(({ id }) => id) });
  const authors = versions.flatMap(({ createdBy }) => createdBy ?? []);
  const names = await readUserNames(tx, { ids: [...new Set(authors)] });
  return versions.map((version) => ({
    id: version.id,
    number: version.number,
    name: version.name,
    begunAt: version.begunAt ?? version.createdAt,
    savedAt: version.createdAt,
    savedBy: version.createdBy,
    savedByName: names.get(version.createdBy ?? '') ?? null,
    isKept: version.keptAt !== null,
    isDraft: version.id === entry.draftVersionId,
    isPublic: version.id === entry.publishedVersionId,
    wasPublished: published.has(version.id),
    restoredFrom: version.restoredFrom,
  }));
}

export async function versionWithContent(
  tx: Kysely<Tables>,
  { entry, version }: { entry: StoredEntry; version: StoredVersion },
): Promise<VersionWithContent> {
  const [details] = await versionDetails(tx, { entry, versions: [version] });
  if (details === undefined) throw new TypeError('one version has one row of details');
  return { ...details, content: version.content };
}
