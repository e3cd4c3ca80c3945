import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { knownContent } from '../../model/foreign-content.ts';
import { validateContent } from '../../model/validation.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { readVersion } from '../store/versions.ts';

/** The content model may have moved on since these versions were public: they must still be such that templates can rely on them. */
export async function requireRestorable(
  tx: Transaction<Tables>,
  {
    model,
    restored,
  }: { model: ContentModel; restored: readonly { entry: StoredEntry; versionId: string }[] },
): Promise<void> {
  for (const { entry, versionId } of restored) {
    const { collection } = entry;
    const stored = (await readVersion(tx, { id: versionId }))?.content ?? {};
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
