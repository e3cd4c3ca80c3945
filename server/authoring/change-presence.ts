import type { Present } from '../store/presence.ts';

/** Two heartbeats may get lost. */
export const PRESENCE_MS = 30_000;

export type Window = Pick<Present, 'userId' | 'clientId'>;

export type PresenceMove =
  | ({ kind: 'keep' } & Window & Pick<Present, 'blockId' | 'maySave'>)
  | ({ kind: 'leave' } & Window)
  /** By somebody who may save. */
  | ({ kind: 'take-over' } & Window)
  /** Time has passed. */
  | { kind: 'expire' };

export type PresenceNews = {
  kind: 'presence.opened' | 'presence.moved' | 'presence.closed' | 'lease.given' | 'lease.taken';
  window: Present;
  /** Who had the lease before, where it was taken. */
  from?: Window;
};

/**
 * What becomes of those who have an entry open. The lease of the entry is with one window at most:
 *
 * - It is given to the first window whose user may save, and stays there while others come.
 * - It goes to the next one in the order of their coming when its window is closed, expires, or may save no more.
 * - It is taken by whoever may save and takes it over; the one who had it stays, and may take it back.
 */
export function changePresence(
  before: readonly Present[],
  move: PresenceMove,
  now: Date,
): { present: Present[]; news: PresenceNews[] } {
  const isThere = ({ expiresAt }: Present): boolean => expiresAt > now.toISOString();
  const there = before.filter(isThere);
  const news: PresenceNews[] = before
    .filter((window) => !isThere(window))
    .map((window) => ({ kind: 'presence.closed', window }));
  const { present, told } = moved(there, move, now);
  news.push(...told);
  if (!present.some(({ isHolder }) => isHolder)) {
    const next = present.find(({ maySave }) => maySave);
    if (next !== undefined) {
      next.isHolder = true;
      news.push({ kind: 'lease.given', window: next });
    }
  }
  return { present, news };
}

type Moved = { present: Present[]; told: PresenceNews[] };

function moved(there: readonly Present[], move: PresenceMove, now: Date): Moved {
  const present = there.map((window) => ({ ...window }));
  if (move.kind === 'expire') return { present, told: [] };
  const own = present.find((window) => isSame(window, move));
  if (move.kind === 'leave') {
    const told: PresenceNews[] = own === undefined ? [] : [{ kind: 'presence.closed', window: own }];
    return { present: present.filter((window) => window !== own), told };
  }
  const told: PresenceNews[] = [];
  const { clientId, userId } = move;
  const blockId = move.kind === 'keep' ? move.blockId : (own?.blockId ?? null);
  const openedAt = now.toISOString();
  const window = own ?? {
    userId,
    clientId,
    blockId,
    maySave: false,
    isHolder: false,
    openedAt,
    expiresAt: '',
  };
  if (own === undefined) {
    present.push(window);
    told.push({ kind: 'presence.opened', window });
  } else if (own.blockId !== blockId) told.push({ kind: 'presence.moved', window });
  window.blockId = blockId;
  window.maySave = move.kind === 'take-over' || move.maySave;
  window.isHolder &&= window.maySave;
  window.expiresAt = new Date(now.getTime() + PRESENCE_MS).toISOString();
  if (move.kind === 'take-over') told.push(...takeOver(present, window));
  return { present, told };
}

function takeOver(present: readonly Present[], window: Present): PresenceNews[] {
  const holder = present.find(({ isHolder }) => isHolder);
  if (holder === window || holder === undefined) return [];
  holder.isHolder = false;
  window.isHolder = true;
  const { clientId, userId } = holder;
  return [{ kind: 'lease.taken', window, from: { userId, clientId } }];
}

export function isSame(one: Window, other: Window): boolean {
  return one.userId === other.userId && one.clientId === other.clientId;
}
