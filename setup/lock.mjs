import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimes,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNTIME_FOLDER } from './root.mjs';

/**
 * One set-up at a time in a checkout. The lock is a file that names its holders: the process that took it, and the npm it
 * started, which may outlive it. It can be taken over
 * 1. when it was taken on this machine and none of the named processes is alive, or
 * 2. when it has not been touched for a long while: it was taken on another machine (or in another container), or its process
 *    numbers belong to others by now.
 */
const LOCK_FILE = join(RUNTIME_FOLDER, 'setup.lock');
const TOUCH_EVERY_MS = 5_000;
const ABANDONED_AFTER_MS = 600_000;
const LOOK_AGAIN_MS = 200;

/**
 * @typedef {{ alsoHeldBy: (pid: number) => void }} SetupLock
 * @typedef {{ token: string, host: string, pids: number[] }} Holder
 */

/**
 * @param {(lock: SetupLock) => Promise<void>} work
 */
export async function withSetupLock(work) {
  const token = randomUUID();
  await take(token);
  const touch = setInterval(() => {
    // A failure means that someone deleted the lock: nothing is left to touch.
    utimes(LOCK_FILE, new Date(), new Date(), () => {});
  }, TOUCH_EVERY_MS);
  try {
    await work({ alsoHeldBy: (pid) => replaceFile(holder(token, [process.pid, pid])) });
  } finally {
    clearInterval(touch);
    if (readHolder()?.token === token) rmSync(LOCK_FILE, { force: true });
  }
}

/** @param {string} token */
async function take(token) {
  mkdirSync(RUNTIME_FOLDER, { recursive: true });
  for (let told = false; !tryToTake(token); await sleep(LOOK_AGAIN_MS)) {
    const other = readHolder();
    if (other === null) continue;
    if (isAbandoned(other)) {
      removeAbandoned(other);
    } else if (!told) {
      told = true;
      process.stderr.write(
        `Setup: waiting for another set-up of this checkout (process ${other.pids.join(', ')}) …\n`,
      );
    }
  }
}

/**
 * @param {string} token
 * @returns {boolean}
 */
function tryToTake(token) {
  const draft = `${LOCK_FILE}.${token}`;
  writeFileSync(draft, JSON.stringify(holder(token, [process.pid])));
  try {
    // A link appears with its whole content, and not at all where there is a file.
    linkSync(draft, LOCK_FILE);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Another process may have removed the abandoned lock a moment ago and taken a new one: that one is put back.
 *
 * @param {Holder} abandoned
 */
function removeAbandoned(abandoned) {
  const aside = `${LOCK_FILE}.${randomUUID()}`;
  try {
    renameSync(LOCK_FILE, aside);
    if (readHolder(aside)?.token !== abandoned.token) linkSync(aside, LOCK_FILE);
  } catch {
    // Someone else was quicker; the next attempt to take the lock decides.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {Holder} other */
function isAbandoned(other) {
  if (other.host === hostname() && !other.pids.some(isAlive)) return true;
  const touchedAt = statSync(LOCK_FILE, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return Date.now() - touchedAt > ABANDONED_AFTER_MS;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {string} token
 * @param {number[]} pids
 * @returns {Holder}
 */
function holder(token, pids) {
  return { token, host: hostname(), pids };
}

/** @param {Holder} content */
function replaceFile(content) {
  const draft = `${LOCK_FILE}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, LOCK_FILE);
}

/** @returns {Holder | null} */
function readHolder(file = LOCK_FILE) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
