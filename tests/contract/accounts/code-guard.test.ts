import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCodeGuard, type CodeGuard } from '../../../server/accounts/code-guard.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const HOME = { userId: 'ines', address: '192.0.2.1', isGuess: false, now: NOW };
const refusal = (retryAfterSeconds: number) =>
  expect.objectContaining({ code: 'too-many-attempts', details: { retryAfterSeconds } });

async function admit(
  guard: CodeGuard,
  { times, ...attempt }: typeof HOME & { times: number },
): Promise<void> {
  for (let count = 0; count < times; count++) await guard.admit(attempt);
}

/** A stranger with a password and as many networks as they like. */
async function guessFromEverywhere(guard: CodeGuard, times: number): Promise<void> {
  for (let count = 0; count < times; count++)
    await guard.admit({ ...HOME, address: `198.51.100.${count}`, isGuess: true });
}

describe.each(DIALECTS)('the guard of codes on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  it('admits ten attempts from a network and refuses the eleventh', async () => {
    const guard = createCodeGuard(opened.database);
    await admit(guard, { ...HOME, times: 10 });
    await expect(guard.admit(HOME)).rejects.toThrow(refusal(900));
    await expect(guard.admit({ ...HOME, userId: 'jonas' })).resolves.toBeUndefined();
    await expect(guard.admit({ ...HOME, address: '192.0.2.2' })).resolves.toBeUndefined();
    await expect(guard.admit({ ...HOME, now: new Date(NOW.getTime() + 900_000) })).resolves.toBeUndefined();
  });

  it('begins to count a network anew after a right code', async () => {
    const guard = createCodeGuard(opened.database);
    await admit(guard, { ...HOME, times: 10 });
    await guard.clear(HOME);
    await expect(admit(guard, { ...HOME, times: 10 })).resolves.toBeUndefined();
  });

  it('counts guesses from all networks together', async () => {
    const guard = createCodeGuard(opened.database);
    await guessFromEverywhere(guard, 20);
    await expect(guard.admit({ ...HOME, isGuess: true })).rejects.toThrow(refusal(3_600));
  });

  it('does not lock out the holder where they are known, nor a recovery code anywhere', async () => {
    const guard = createCodeGuard(opened.database);
    await guessFromEverywhere(guard, 20);
    await expect(guard.admit(HOME)).resolves.toBeUndefined();
  });

  it('does not let a right code somewhere give strangers more guesses', async () => {
    const guard = createCodeGuard(opened.database);
    await guessFromEverywhere(guard, 20);
    await guard.clear(HOME);
    await expect(guard.admit({ ...HOME, address: '203.0.113.9', isGuess: true })).rejects.toThrow(
      refusal(3_600),
    );
  });
});
