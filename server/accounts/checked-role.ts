import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { OWN_MEDIA_ACTIONS, type Action, type Grant, type Names } from '../../model/permission.ts';
import { isBlank, lineProblem } from '../../model/text-rules.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import { findRoleByName } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { ROLES, type Actor } from './actor.ts';
import { covers, grantsOf, isSiteAction } from './can.ts';
import { unknownPlaces } from './role.ts';

/** It stands in a list, beside the names of people. */
const NAME_MAX_CHARACTERS = 60;

export type RoleSettings = { name: string; grants: readonly Grant[] };

type Checked = {
  model: ContentModel;
  settings: RoleSettings;
  /** What the role was until now: what it names already may stay, though the site does not have it any more. */
  before?: readonly Grant[];
};

/** The settings as they are kept, or `invalid-input` with the place of each problem. */
export function checkedRole({ before = [], model, settings }: Checked): RoleSettings {
  const name = settings.name.trim();
  const { grants } = settings;
  const issues = [
    ...nameIssues(name),
    ...unknownPlaces(model, grants).filter((issue) => !isNamedIn(before, { grants, issue })),
    ...grants.flatMap(siteIssues),
    ...grants.flatMap((grant, index) => readingIssues(grants, { grant, index })),
    ...grants.flatMap((grant, index) => mediaIssues(grants, { grant, index })),
  ];
  if (issues.length === 0) return { name, grants };
  throw new AppError('invalid-input', 'Nothing was changed. Mend what is named and send it again.', {
    issues,
  });
}

function nameIssues(name: string): FieldIssue[] {
  const message = isBlank(name)
    ? 'Give the role a name that can be seen.'
    : ROLES.some((role) => role === name.toLowerCase())
      ? `Every site has a role of this name. Choose another one.`
      : lineProblem(name, NAME_MAX_CHARACTERS);
  return message === null ? [] : [{ path: 'name', message }];
}

const PLACE = /^grants\[(\d+)\]\.(collections|locales)\[(\d+)\]$/;

function isNamedIn(
  before: readonly Grant[],
  { grants, issue }: { grants: readonly Grant[]; issue: FieldIssue },
): boolean {
  const [, grant = '', what, index = ''] = PLACE.exec(issue.path) ?? [];
  const namesOf = (one: Grant | undefined): Names =>
    (what === 'locales' ? one?.locales : one?.collections) ?? [];
  const name = namesOf(grants[Number(grant)])[Number(index)];
  return before.some((one) => {
    const names = namesOf(one);
    return names !== 'all' && name !== undefined && names.includes(name);
  });
}

function siteIssues({ actions, collections, locales, whose }: Grant, index: number): FieldIssue[] {
  const isEverywhere = collections === 'all' && locales === 'all';
  if (isEverywhere && whose === 'any') return [];
  return actions.flatMap((action, position) => {
    if (!isSiteAction(action) || (isEverywhere && isOfOwnMedia(action))) return [];
    const path = `grants[${index}].actions[${position}]`;
    const message = isOfOwnMedia(action)
      ? `${action} is about media files, which are in no collection and no locale. Put it into a grant of its own, for all of them; whose may be "own" there.`
      : `${action} concerns the whole site. Put it into a grant of its own, for all collections and locales and any entry.`;
    return [{ path, message }];
  });
}

function isOfOwnMedia(action: Action): boolean {
  return OWN_MEDIA_ACTIONS.some((ownAction) => ownAction === action);
}

/** Whoever uploads or changes a file is shown it. */
function mediaIssues(
  grants: readonly Grant[],
  { grant, index }: { grant: Grant; index: number },
): FieldIssue[] {
  const isChanging = grant.actions.some((action) => action === 'media.upload' || isOfOwnMedia(action));
  if (!isChanging || grants.some(({ actions }) => actions.includes('media.read'))) return [];
  const message =
    'Whoever may upload or change media files reads them. Add media.read, in a grant for all collections and locales and any entry.';
  return [{ path: `grants[${index}].actions`, message }];
}

/** Whoever changes an entry is shown it: what may be changed and not read makes no sense. */
function readingIssues(
  grants: readonly Grant[],
  { grant, index }: { grant: Grant; index: number },
): FieldIssue[] {
  if (grant.actions.every(isSiteAction)) return [];
  if (covers(grants, [{ ...grant, actions: ['entry.read'] }])) return [];
  const message =
    'Whoever may change an entry reads it. Add entry.read to this grant, or to another one for the same entries.';
  return [{ path: `grants[${index}].actions`, message }];
}

/** Nobody gives what they do not have, not to others and not to themselves. */
export function requireHeld(actor: Actor, grants: readonly Grant[]): void {
  if (actor.role === 'system') return;
  const own = grantsOf(actor.role);
  const index = grants.findIndex((grant) => !covers(own, [grant]));
  if (index === -1) return;
  throw new AppError(
    'not-allowed',
    `grants[${index}] allows more than your own role, so you can neither give it nor change a role that has it. Ask an owner or an admin.`,
  );
}

/** Ask under `lockAccounts`. */
export async function requireFreeName(
  tx: Transaction<Tables>,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const other = await findRoleByName(tx, { name });
  if (other === null || other.id === id) return;
  throw new AppError(
    'role-name-taken',
    `There is a role called "${other.name}" already. Give this one another name.`,
  );
}
