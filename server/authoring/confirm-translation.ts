import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { lockEntries } from '../store/locks.ts';
import { setTranslationSource, type TranslationSource } from '../store/translations.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntry } from './find-entry.ts';
import { findVersion } from './find-version.ts';
import { listTranslations, type Translation } from './list-translations.ts';
import { entrySubject, requirePermission } from './permission.ts';

export type TranslationConfirmation = Call & {
  entryId: string;
  /** The entry that it follows, and the version of it that the translator has seen. */
  source: TranslationSource;
};

/** Says that the draft of a translation says what that version of another one says: it is outdated once that one changes. */
export async function confirmTranslation(
  context: AuthoringContext,
  { actor, correlationId, entryId, source }: TranslationConfirmation,
): Promise<Translation[]> {
  const { database, model, now } = context;
  await database.write(async (tx) => {
    // No save may take the version's place meanwhile.
    await lockEntries(tx, { entryIds: [entryId, source.entryId] });
    const entry = await findEntry(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    const original = await findEntry(tx, { id: source.entryId, actor, model });
    if (original.id === entry.id || original.translationGroup !== entry.translationGroup) {
      const message = 'Name another translation of the same entry.';
      throw new AppError('invalid-input', 'Nothing was changed.', {
        issues: [{ path: 'entryId', message }],
      });
    }
    await findVersion(tx, source);
    const at = now().toISOString();
    await setTranslationSource(tx, { entryId, source, at });
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'translation.confirm',
      subject: `entry:${entryId}`,
      correlationId,
      details: { sourceEntryId: source.entryId, sourceVersionId: source.versionId },
    });
  });
  return await listTranslations(context, { actor, correlationId, entryId });
}
