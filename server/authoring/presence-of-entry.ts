import type { Actor } from '../accounts/actor.ts';
import type { EntryHead } from '../store/entries.ts';
import { appendEvent } from '../store/events.ts';
import { lockDecision } from '../store/locks.ts';
import { putPresence, readPresence } from '../store/presence.ts';
import type { Present } from '../store/presence.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { changePresence, isSame } from './change-presence.ts';
import type { PresenceMove, PresenceNews, Window } from './change-presence.ts';
import { findEntryHead } from './find-entry.ts';

export type NamedPresent = Present & { userName: string };

/** Of one window of whoever asks. */
export type WindowRequest = Call & { entryId: string; clientId: string };

/** As it is for the window that asks. */
export type OwnPresence = { isHolder: boolean; present: NamedPresent[] };

/** Whoever may read the entry may have it open, and see who else has. */
export async function findReadable(
  { database, model }: AuthoringContext,
  { actor, entryId }: { actor: Actor; entryId: string },
): Promise<EntryHead> {
  return await findEntryHead(database.db, { id: entryId, actor, model });
}

export function windowOf({ actor: { userId }, clientId }: { actor: Actor; clientId: string }): Window {
  if (userId === null) throw new TypeError('The installation itself has no window.');
  return { userId, clientId };
}

/** One change of an entry's presence at a time: two windows that come at once do not both get its lease. */
export async function movePresence(
  { database, now }: AuthoringContext,
  { correlationId, entryId }: { entryId: string; correlationId: string | null },
  move: PresenceMove,
): Promise<void> {
  const at = now();
  await database.write(async (tx) => {
    await lockDecision(tx, { name: `presence ${entryId}` });
    const before = await readPresence(tx, { entryId });
    const { news, present } = changePresence(before, move, at);
    await putPresence(tx, { entryId, present });
    for (const told of news) await appendEvent(tx, eventOf(told, { entryId, correlationId, at }));
  });
}

function eventOf(
  { from, kind, window }: PresenceNews,
  { at, correlationId, entryId }: { entryId: string; correlationId: string | null; at: Date },
) {
  const { blockId, clientId, userId } = window;
  const isHolder = window.isHolder && kind !== 'presence.closed';
  const presence = { userId, clientId, blockId, isHolder };
  const about = { entryIds: [entryId], presence, ...(from !== undefined && { from }) };
  return { at: at.toISOString(), kind, actorId: userId, correlationId, about };
}

/** Without those that have expired and that nobody has noticed yet. */
export async function presentNow(
  { database, now }: AuthoringContext,
  { entryId }: { entryId: string },
): Promise<NamedPresent[]> {
  const time = now().toISOString();
  return (await readPresence(database.db, { entryId })).filter(({ expiresAt }) => expiresAt > time);
}

export async function ownPresence(context: AuthoringContext, request: WindowRequest): Promise<OwnPresence> {
  const present = await presentNow(context, request);
  const own = present.find((window) => isSame(window, windowOf(request)));
  return { isHolder: own?.isHolder ?? false, present };
}
