import type { Context } from 'koa';
import type { Call } from '../../authoring/authoring-context.ts';
import { readEntry } from '../../authoring/read-entry.ts';
import { versionConflict } from '../../authoring/save-draft.ts';
import type { ApiServices } from '../api-deps.ts';
import { versionsSeen } from '../preconditions.ts';

type Subject = { deps: ApiServices; caller: Call; entryId: string };

/** The version that `If-Match` names, for the use case to compare; where it names several, the one that the draft is at. */
export async function versionSeen(ctx: Context, { deps, caller, entryId }: Subject): Promise<string> {
  const [first, ...others] = versionsSeen(ctx);
  if (others.length === 0) return first;
  const { versionId } = (await readEntry(deps.authoring, { ...caller, entryId })).draft;
  return others.includes(versionId) ? versionId : first;
}

/** For a use case that compares nothing itself. */
export async function requireVersionSeen(ctx: Context, { deps, caller, entryId }: Subject): Promise<void> {
  const versions = versionsSeen(ctx);
  const entry = await readEntry(deps.authoring, { ...caller, entryId });
  if (!versions.includes(entry.draft.versionId)) throw versionConflict(entry);
}
