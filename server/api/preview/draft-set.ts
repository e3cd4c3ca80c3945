import { idProblem } from '../../../model/text-rules.ts';
import type { DraftChoice, DraftSet } from '../../authoring/preview-changes.ts';
import { AppError } from '../../errors.ts';

/** All drafts that the reader saved last. */
export const MINE = 'mine';

/** Everything in a bundle, by its id. */
const BUNDLE = 'bundle:';

/** A page with more of them has an address that some programs cut off. */
const DRAFTS_MAX = 20;

/** As it stands in a ticket: `mine`, a bundle, or ids with the version behind an `@` where it is not the draft. */
export function writeDraftSet(drafts: DraftSet): string {
  if (drafts === 'mine') return MINE;
  if ('bundleId' in drafts) return BUNDLE + drafts.bundleId;
  return drafts.map(({ entryId, versionId }) => entryId + (versionId === null ? '' : `@${versionId}`)).join();
}

/** Null for what `writeDraftSet` cannot have written. */
export function readDraftSet(text: string): DraftSet | null {
  if (text === MINE) return 'mine';
  if (text.startsWith(BUNDLE)) return { bundleId: text.slice(BUNDLE.length) };
  const choices = text.split(',').map(readChoice);
  return choices.every((choice) => choice !== null) && choices.length <= DRAFTS_MAX ? choices : null;
}

/** The set that somebody asks for: an entry, at a version if one is named, and others beside it. */
export function askedSet({ entryId, version, beside }: AskedSet): DraftSet {
  const isAlone = version === undefined && beside === undefined;
  if (isAlone && entryId === MINE) return 'mine';
  if (isAlone && entryId.startsWith(BUNDLE)) return { bundleId: entryId.slice(BUNDLE.length) };
  const others = beside === undefined || beside === '' ? [] : readDraftSet(beside);
  if (!isChoices(others) || others.length >= DRAFTS_MAX) throw unreadable();
  const all = [{ entryId, versionId: version ?? null }, ...others];
  const ids = new Set(all.map(({ entryId: id }) => id));
  if (ids.size < all.length) throw unreadable();
  return all;
}

function isChoices(drafts: DraftSet | null): drafts is readonly DraftChoice[] {
  return Array.isArray(drafts);
}

type AskedSet = { entryId: string; version: string | undefined; beside: string | undefined };

function readChoice(text: string): DraftChoice | null {
  const [entryId = '', versionId = null, ...more] = text.split('@');
  const isReadable =
    more.length === 0 && idProblem(entryId) === null && (versionId === null || idProblem(versionId) === null);
  return isReadable ? { entryId, versionId } : null;
}

function unreadable(): AppError {
  return new AppError('invalid-input', 'The drafts that are to be shown cannot be told.', {
    issues: [
      {
        path: 'query.with',
        message: `Give the ids of up to ${DRAFTS_MAX - 1} other entries, separated by commas, each of them once; with a version, ID@VERSION.`,
      },
    ],
  });
}
