import type { Kysely } from 'kysely';
import { slugFromTitle, suggestedLength } from '../../model/slug-from-title.ts';
import { findTakenSlugs } from '../store/entry-identity.ts';
import type { EntryScope } from '../store/entry-scope.ts';
import type { Tables } from '../store/tables.ts';
import { requireCollection } from './collection-and-locale.ts';
import type { Reader } from './find-entry.ts';
import { readableScope } from './permission.ts';

/** Looked up together. Nearly always the first is free. */
const CANDIDATES_PER_QUERY = 20;

type Draft = { collection: string; locale: string; content: Record<string, unknown> };

/**
 * The content with a slug made from its title, if it should have one and has none: `first-light`, or `first-light-2` where
 * another entry has that. It is a suggestion: of two made at the same moment publishing decides which one keeps it, and it says nothing of drafts
 * that whoever asks may not read.
 */
export async function withSuggestedSlug(
  tx: Kysely<Tables>,
  { actor, draft, model }: Reader & { draft: Draft },
): Promise<Record<string, unknown>> {
  const { collection, locale, content } = draft;
  const { fields, title } = requireCollection(model, collection);
  const [name, field] = Object.entries(fields).find(([, candidate]) => candidate.type === 'slug') ?? [];
  if (name === undefined || field?.type !== 'slug' || content[name] !== undefined) return content;
  const source = content[field.from ?? title ?? ''];
  const maxLength = suggestedLength(field);
  const slug = typeof source === 'string' ? slugFromTitle(source, { locale, maxLength }) : '';
  if (slug === '') return content;
  const scope = readableScope(model, actor);
  return { ...content, [name]: await firstFree(tx, { collection, locale, scope, slug, maxLength }) };
}

type Wanted = { collection: string; locale: string; scope: EntryScope; slug: string; maxLength: number };

async function firstFree(tx: Kysely<Tables>, { slug, maxLength, ...place }: Wanted): Promise<string> {
  for (let first = 1; ; first += CANDIDATES_PER_QUERY) {
    const slugs = Array.from({ length: CANDIDATES_PER_QUERY }, (_, index) =>
      numbered(slug, { number: first + index, maxLength }),
    );
    const taken = await findTakenSlugs(tx, { ...place, slugs });
    const free = slugs.find((candidate) => !taken.has(candidate));
    if (free !== undefined) return free;
  }
}

function numbered(slug: string, { number, maxLength }: { number: number; maxLength: number }): string {
  if (number === 1) return slug;
  const suffix = `-${number}`;
  return slug.slice(0, maxLength - suffix.length).replace(/-$/, '') + suffix;
}
