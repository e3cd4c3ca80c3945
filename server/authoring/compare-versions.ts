import { compareContent, type FieldDifference } from '../../model/compare/compare-content.ts';
import { findCollection } from '../../model/content-model.ts';
import type { StoredVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { findVersion, versionDetails, type VersionDetails } from './find-version.ts';
import { seenVersion } from './steps-taken.ts';

export type VersionComparison = Call & {
  entryId: string;
  fromVersionId: string;
  /** The draft, unless told otherwise. */
  toVersionId?: string | undefined;
};

export type ComparedVersions = {
  from: VersionDetails;
  to: VersionDetails;
  differences: FieldDifference[];
};

/**
 * What somebody would see who went from one version to the other: field by field, block by block, word by word. Both are compared as they are under the
 * content model of now.
 */
export async function compareVersions(
  context: AuthoringContext,
  { actor, entryId, fromVersionId, toVersionId }: VersionComparison,
): Promise<ComparedVersions> {
  const { database, model } = context;
  const { entry, versions } = await database.read(async (tx) => {
    const found = await findEntryAnywhere(tx, { id: entryId, actor, model });
    const from = await findVersion(tx, { entryId, versionId: fromVersionId });
    const to = await findVersion(tx, { entryId, versionId: toVersionId ?? found.draftVersionId });
    const [fromDetails, toDetails] = await versionDetails(tx, { entry: found, versions: [from, to] });
    if (fromDetails === undefined || toDetails === undefined)
      throw new TypeError('two versions have two rows of details');
    const seen = (version: StoredVersion) => seenVersion(tx, { context, entry: found, version });
    return { entry: found, versions: { from: await seen(from), to: await seen(to), fromDetails, toDetails } };
  });
  const { from, fromDetails, to, toDetails } = versions;
  const fields = findCollection(model, entry.collection)?.fields ?? {};
  const contents = { before: from.content, after: to.content, locale: entry.locale };
  return { from: fromDetails, to: toDetails, differences: compareContent(fields, contents) };
}
