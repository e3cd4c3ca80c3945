import { setImmediate as nextTurn } from 'node:timers/promises';

/** Half of what anybody would notice as a delay of another request. */
const MAX_HOLD_MS = 5;

let turnBegan: number | null = null;

/**
 * SQLite answers at once, so a chain of awaited queries runs on without ever letting the event loop turn: no request is read, no
 * timer fires. Called before each query, this gives way when that has gone on for too long.
 */
export async function giveWay(): Promise<void> {
  if (turnBegan === null) {
    turnBegan = performance.now();
    setImmediate(() => {
      turnBegan = null;
    });
  } else if (performance.now() - turnBegan > MAX_HOLD_MS) {
    await nextTurn();
  }
}
