import { AppError } from '../errors.ts';
import type { Actor } from '../accounts/actor.ts';
import { listPublications, type ListedItem, type ListedPublication } from '../store/list-publications.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { readableScope } from './permission.ts';

type Moved = { to: number; what: string; more?: Record<string, unknown> | undefined };

export function basisMoved({ more, to, what }: Moved): AppError {
  return new AppError(
    'basis-moved',
    `Since you looked at what this would change, ${what}. Nothing was published: look again, and publish with the new basis.`,
    { extra: { basis: { seq: to }, ...more } },
  );
}

type Between = { actor: Actor; from: number; to: number };

/** Somebody reads it: the first of them, and so much of each. */
const PUBLICATIONS_NAMED = 3;
const ITEMS_NAMED = 3;

/** What others have published since, as far as the actor may read it. */
export async function betweenInWords(
  { database, model }: AuthoringContext,
  { actor, from, to }: Between,
): Promise<string> {
  if (to <= from) return 'the templates, the time or the pages have become others';
  const limit = Math.min(to - from, PUBLICATIONS_NAMED);
  const selection = { before: Math.min(to, from + limit) + 1, limit, scope: readableScope(model, actor) };
  const found = await listPublications(database.db, selection);
  const named = found.filter(({ seq }) => seq > from).toReversed();
  const words = named.map(publicationInWords);
  const more = to - from - named.length;
  if (more > 0) words.push(named.length === 0 ? 'what you may not read' : `${more} more`);
  return `the site has come from publication ${from} to ${to}: ${words.join('; ')}`;
}

function publicationInWords({ by, items, seq }: ListedPublication): string {
  const named = items.slice(0, ITEMS_NAMED).map(itemInWords);
  const more = items.length > named.length ? [`${items.length - named.length} more`] : [];
  return `${seq} by ${by?.name ?? 'the system'} (${[...new Set(named), ...more].join(', ')})`;
}

function itemInWords({ kind, path, previousPath, title }: ListedItem): string {
  const name = JSON.stringify(title ?? path ?? previousPath ?? '');
  if (kind === 'publish') return `${name} was published`;
  if (kind === 'withdraw') return `${name} was withdrawn`;
  return kind === 'media' || kind === 'media-removed'
    ? 'a media file'
    : `a redirect of ${path ?? previousPath}`;
}
