import { textsIn } from '../app/texts-in.ts';

/** `tag`: an entry that is referred to; `from` and `to`: days, the second one included; `where`: values of fields, as the API takes them. */
export const CHOICES = ['q', 'state', 'locale', 'author', 'tag', 'from', 'to', 'sort', 'where'] as const;

/** What a list is narrowed to, and its order: as it stands in the address. */
export type ListChoice = { [Name in (typeof CHOICES)[number]]?: string };

export const readListChoice = textsIn(CHOICES);
