import { lineProblem, isBlank } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { lockEntries } from '../store/locks.ts';
import { keepVersion, renameVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntry } from './find-entry.ts';
import { findVersion, versionWithContent, type VersionWithContent } from './find-version.ts';
import { entrySubject, requirePermission } from './permission.ts';

const NAME_LENGTH_MAX = 100;

export type VersionNaming = Call & { entryId: string; versionId: string; name: string | null };

/** A version that has a name is kept for good, and stays so when the name is taken away again. */
export async function nameVersion(
  { database, model, now }: AuthoringContext,
  { actor, correlationId, entryId, versionId, name }: VersionNaming,
): Promise<VersionWithContent> {
  requireName(name);
  return await database.write(async (tx) => {
    // No save may take the version's place meanwhile.
    await lockEntries(tx, { entryIds: [entryId] });
    const entry = await findEntry(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    const version = await findVersion(tx, { entryId, versionId });
    const at = now().toISOString();
    await keepVersion(tx, { id: versionId, keptAt: at });
    if (version.name !== name) {
      await renameVersion(tx, { id: versionId, name });
      await appendAudit(tx, {
        at,
        ...doneBy(actor),
        action: 'version.name',
        subject: `entry:${entryId}`,
        correlationId,
        details: { versionId, number: version.number, name },
      });
    }
    return await versionWithContent(tx, { entry, version: await findVersion(tx, { entryId, versionId }) });
  });
}

function requireName(name: string | null): void {
  if (name === null) return;
  const message = isBlank(name)
    ? 'Give it a name that can be seen, or null to take the name away.'
    : lineProblem(name, NAME_LENGTH_MAX);
  if (message === null) return;
  throw new AppError('invalid-input', 'The version was not named.', { issues: [{ path: 'name', message }] });
}
