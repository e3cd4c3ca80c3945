import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { PublishedRedirect, RedirectTarget } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { findPathHolders, slashForms } from '../store/public-paths.ts';
import { putRedirect, readRedirects, readRedirectsTo } from '../store/redirects.ts';
import { lockPublicationLog } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import { findEntry, type Reader } from './find-entry.ts';
import { entryInTheWay } from './path-taken.ts';

/** Who sets it, and when. */
export type Made = Reader & { createdAt: string };

/**
 * Sets the redirect and returns what that changes in public; nothing if it is there already. The publication log must be locked, so that
 * no entry is given the path meanwhile. Chains collapse: a redirect never leads to a path from which another one leads on, so that a
 * visitor is sent on once.
 */
export async function placeRedirect(
  tx: Transaction<Tables>,
  wanted: PublishedRedirect,
  made: Made,
): Promise<NewPublicationItem[]> {
  await requireFreePath(tx, { ...made, path: wanted.path });
  const redirect = { ...wanted, to: await finalTarget(tx, wanted) };
  const forms = slashForms(redirect.path);
  const followers = redirect.to === null ? [] : await readRedirectsTo(tx, { paths: forms });
  const changed = [redirect, ...followers.map(({ path, status }) => ({ path, status, to: redirect.to }))];
  const before = await readRedirects(tx, { paths: changed.map(({ path }) => path) });
  const items = changed.flatMap((now): NewPublicationItem[] => {
    const previous = before.find(({ path }) => path === now.path) ?? null;
    return isSame(now, previous) ? [] : [{ kind: 'redirect', redirect: now, previous }];
  });
  const { actor, createdAt } = made;
  const stored = { createdAt, createdBy: actor.userId };
  for (const item of items) if (item.kind === 'redirect') await putRedirect(tx, item.redirect, stored);
  return items;
}

/** Those that somebody asks for with a publication, once its entries have the paths that they are going to have. */
export async function placeRedirects(
  tx: Transaction<Tables>,
  { made, redirects }: { made: Made; redirects: readonly PublishedRedirect[] },
): Promise<NewPublicationItem[]> {
  if (redirects.length === 0) return [];
  await lockPublicationLog(tx);
  const items: NewPublicationItem[] = [];
  for (const redirect of redirects) {
    if (redirect.to?.kind === 'entry') await findEntry(tx, { ...made, id: redirect.to.entryId });
    items.push(...(await placeRedirect(tx, redirect, made)));
  }
  return onePerPath(items);
}

/**
 * Of redirects that are set one after the other, what the last has left of each: where one of them makes another lead on elsewhere, the publication knows
 * it as it is in the end, so that it is taken back as it is.
 */
export function onePerPath(items: readonly NewPublicationItem[]): NewPublicationItem[] {
  const byPath = new Map<string, RedirectItem>();
  for (const item of items) {
    if (item.kind !== 'redirect') continue;
    const { path } = item.redirect;
    byPath.set(path, { ...item, previous: (byPath.get(path) ?? item).previous });
  }
  const others = items.filter(({ kind }) => kind !== 'redirect');
  const left = [...byPath.values()].filter(({ previous, redirect }) => !isSame(redirect, previous));
  return [...others, ...left];
}

type RedirectItem = Extract<NewPublicationItem, { kind: 'redirect' }>;

/** Throws `path-taken` where an entry has the path. */
export async function requireFreePath(
  tx: Transaction<Tables>,
  { path, ...reader }: Reader & { path: string },
): Promise<void> {
  const [taken] = await findPathHolders(tx, { paths: slashForms(path) });
  if (taken === undefined) return;
  throw await entryInTheWay(tx, { actor: reader.actor, model: reader.model, path, holderId: taken.entryId });
}

/** Where one gets to in the end. */
async function finalTarget(
  tx: Transaction<Tables>,
  { path, to }: PublishedRedirect,
): Promise<RedirectTarget | null> {
  const start = slashForms(path);
  const passed = [path];
  let target = to;
  while (target?.kind === 'path') {
    const here = target.path;
    passed.push(here);
    if (start.includes(here)) throw redirectLoop(passed);
    const [next] = await readRedirects(tx, { paths: slashForms(here) });
    // On a path that is gone for good a visitor is told so.
    if (next === undefined || next.to === null) return target;
    if (next.to.kind === 'path' && passed.includes(next.to.path))
      throw redirectLoop([...passed, next.to.path]);
    target = next.to;
  }
  return target;
}

function redirectLoop(passed: readonly string[]): AppError {
  return new AppError(
    'redirect-loop',
    `The redirect would lead back to itself: ${passed.join(' → ')}. Give it another target, or remove the redirect that leads back.`,
    { extra: { passed } },
  );
}

function isSame(a: PublishedRedirect, b: PublishedRedirect | null): boolean {
  return b !== null && a.status === b.status && isDeepStrictEqual(a.to, b.to);
}
