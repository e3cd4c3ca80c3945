import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { isEntryItem } from '../store/publication-items.ts';
import { readPublicationItems } from '../store/publications.ts';

/** An article or a bundle of some is taken back without a word; a first publication is a whole site. */
const WITHDRAWN_MAX = 10;

/** Whether a publication can be taken back without asking. */
export async function requireFewWithdrawn(database: Database, { seq }: { seq: number }): Promise<void> {
  const items = (await database.read((tx) => readPublicationItems(tx, { seq }))) ?? [];
  const withdrawn = items.filter((item) => isEntryItem(item) && item.previousVersionId === null).length;
  if (withdrawn <= WITHDRAWN_MAX) return;
  throw new AppError(
    'confirmation-required',
    `Publication ${seq} made ${withdrawn} entries public that were not before: to take it back withdraws them all. Nothing was changed. Run it again with --yes, or withdraw single entries.`,
    { extra: { seq, withdrawn } },
  );
}
