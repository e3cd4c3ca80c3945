import type { Database } from '../store/database.ts';
import { readEntryTitles } from '../store/entry-titles.ts';

const ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** What reads and causes are said in, with the title of each entry instead of its id. JSON keeps the ids. */
export async function nameEntries(
  { db }: Database,
  texts: readonly string[],
): Promise<(text: string) => string> {
  const ids = new Set(texts.flatMap((text) => text.match(ID) ?? []));
  const titles = await readEntryTitles(db, { ids: [...ids] });
  return (text) =>
    text.replace(ID, (id) => {
      const title = titles.get(id);
      return title === undefined ? id : `"${title}"`;
    });
}
