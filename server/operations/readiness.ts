import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { readLatestRelease } from '../store/releases.ts';

export type Readiness = { ready: boolean; checks: Record<string, CheckResult> };
export type CheckResult = { ok: true } | { ok: false; reason: string };

/** Each check throws when what it looks at is not as it should be; the message is what the operator reads. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** A probe gives up after a few seconds itself: an answer that comes later is no answer. */
const CHECK_TIMEOUT_MS = 2_000;

export async function checkReadiness(checks: ReadinessChecks): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check)] as const),
  );
  return { ready: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) };
}

async function runCheck(check: () => Promise<void>): Promise<CheckResult> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new SlowCheck()), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check(), timeout.promise]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

class SlowCheck extends Error {}

/** Anyone may ask for readiness: what a driver says about hosts and users stays out of the answer. */
function reasonOf(error: unknown): string {
  if (error instanceof SlowCheck) return `no answer within ${CHECK_TIMEOUT_MS} ms`;
  return error instanceof AppError ? error.code : 'failed';
}

export async function checkReleased(
  { target }: Pick<Config, 'target'>,
  { db }: Pick<Database, 'db'>,
): Promise<void> {
  if (target.kind === 'disk') return await checkLiveTree(target.root);
  // Whoever serves the bucket does so whether this process is there or not.
  if ((await readLatestRelease(db, { target: target.kind })) === null) throw notReleased();
}

async function checkLiveTree(targetRoot: string): Promise<void> {
  try {
    await stat(join(targetRoot, 'live'));
  } catch (cause) {
    throw notReleased(cause);
  }
}

function notReleased(cause?: unknown): AppError {
  return new AppError('not-released', 'There is no live tree: the first release has not been made.', {
    cause,
  });
}
