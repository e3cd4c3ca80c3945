/** Rows that page after page asks for, such as the cards of authors. They hold for as long as what is published stays as it is. */
export type RowMemory = {
  /** At another revision everything is forgotten; without one, in any case. */
  moveTo(revision: number | null): void;
  recall(key: string, read: () => unknown): unknown;
};

/** Some hundred bytes each. */
const ROWS_KEPT = 2_000;

export function createRowMemory(): RowMemory {
  const rows = new Map<string, unknown>();
  let at: number | null = null;
  return {
    moveTo: (revision) => {
      if (revision === null || revision !== at) rows.clear();
      at = revision;
    },
    recall: (key, read) => {
      const known = rows.get(key);
      if (known !== undefined || rows.has(key)) return known;
      if (rows.size >= ROWS_KEPT) rows.clear();
      const found = read();
      rows.set(key, found);
      return found;
    },
  };
}

/** For a connection that sees its own changes. */
export const NO_MEMORY: Pick<RowMemory, 'recall'> = { recall: (_, read) => read() };
