/** What a list is narrowed to, and its order: as it stands in the address. */
export type ListChoice = {
  q?: string;
  state?: string;
  locale?: string;
  author?: string;
  sort?: string;
};

export function readListChoice(search: Record<string, unknown>): ListChoice {
  const choice: ListChoice = {};
  for (const name of ['q', 'state', 'locale', 'author', 'sort'] as const) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') choice[name] = value;
  }
  return choice;
}
