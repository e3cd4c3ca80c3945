import { urlProblem } from '../../model/text-rules.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import { readPlaces } from '../store/entry-identity.ts';
import type { AuthoringContext } from './authoring-context.ts';
import type { LinkOrder } from './link-order.ts';
import { canRead } from './permission.ts';

type Targets = { actor: Actor; links: LinkOrder; withdrawn: readonly StoredEntry[] };

/** Where links are to lead instead is looked at before they are changed: in the entries that hold them nobody would know it again. */
export async function requireLinkTargets(
  { database, model }: AuthoringContext,
  { actor, links: { resolve = [] }, withdrawn }: Targets,
): Promise<void> {
  const targets = resolve.map((resolution) => (resolution.by === 'replace' ? resolution.with : null));
  const ids = targets.flatMap((target) => (target !== null && 'entryId' in target ? [target.entryId] : []));
  const places = await readPlaces(database.db, { ids });
  const problemOf = (target: (typeof targets)[number]): string | null => {
    if (target === null) return null;
    if (!('entryId' in target)) return urlProblem(target.href);
    const place = places.get(target.entryId);
    if (place === undefined || place.trashedAt !== null || !canRead({ actor, model }, place))
      return 'The entry that this names does not exist, or you may not read it. Name another one.';
    return withdrawn.some(({ id }) => id === target.entryId)
      ? 'The entry that this names is withdrawn here: the link would lead nowhere again. Name another one, or take the link out with "unlink".'
      : null;
  };
  const issues = targets.flatMap((target, index): FieldIssue[] => {
    const message = problemOf(target);
    return message === null ? [] : [{ path: `links.resolve[${index}].with`, message }];
  });
  if (issues.length > 0)
    throw new AppError('invalid-input', 'Nothing was published, since links cannot lead where they are to.', {
      issues,
    });
}
