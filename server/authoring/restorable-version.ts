import type { Transaction } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import { StepFailure } from '../../model/carry-content.ts';
import { knownContent } from '../../model/foreign-content.ts';
import { validateContent } from '../../model/validation.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readVersion, type StoredVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { carriedVersion } from './steps-taken.ts';

/** The content model may have moved on since these versions were public: they must still be such that templates can rely on them. */
export async function requireRestorable(
  tx: Transaction<Tables>,
  {
    context,
    restored,
  }: { context: AuthoringContext; restored: readonly { entry: StoredEntry; versionId: string }[] },
): Promise<void> {
  const { model } = context;
  for (const { entry, versionId } of restored) {
    const { collection } = entry;
    const version = await readVersion(tx, { id: versionId });
    const stored = version?.content ?? {};
    if (version !== null) await requireSteps(tx, { context, entry, version });
    const content = knownContent(model, { collection, content: stored });
    const result = validateContent(model, { collection, content, level: 'publish' });
    if (result.ok) continue;
    throw new AppError(
      'invalid-input',
      `The version of "${entry.title}" that was public before does not fit the content model any more. Nothing was changed; publish a new version instead.`,
      { issues: result.issues },
    );
  }
}

/** What goes public is the version itself, and it has to be what the steps would make of it. */
async function requireSteps(
  tx: Transaction<Tables>,
  { context, entry, version }: { context: AuthoringContext; entry: StoredEntry; version: StoredVersion },
): Promise<void> {
  if (await isAsCarried(tx, { context, entry, version })) return;
  throw new AppError(
    'invalid-input',
    `The version of "${entry.title}" that was public before was written under an earlier content model. Nothing was changed; restore version ${version.number} as the draft, which brings it to the model of now, and publish that.`,
    { issues: [] },
  );
}

async function isAsCarried(
  tx: Transaction<Tables>,
  carrying: { context: AuthoringContext; entry: StoredEntry; version: StoredVersion },
): Promise<boolean> {
  try {
    return isDeepStrictEqual((await carriedVersion(tx, carrying)).content, carrying.version.content);
  } catch (error) {
    if (error instanceof StepFailure) return false;
    throw error;
  }
}
