import { describe, expect, it } from 'vitest';
import { createCodeGuard, type CodeGuard } from './code-guard.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const HOME = { userId: 'ines', address: '192.0.2.1', isGuess: false, now: NOW };
const refusal = (retryAfterSeconds: number) =>
  expect.objectContaining({ code: 'too-many-attempts', details: { retryAfterSeconds } });

function admit(guard: CodeGuard, { times, ...attempt }: typeof HOME & { times: number }): void {
  for (let count = 0; count < times; count++) guard.admit(attempt);
}

/** A stranger with a password and as many networks as they like. */
function guessFromEverywhere(guard: CodeGuard, times: number): void {
  for (let count = 0; count < times; count++)
    guard.admit({ ...HOME, address: `198.51.100.${count}`, isGuess: true });
}

describe('the guard of codes', () => {
  it('admits ten attempts from a network and refuses the eleventh', () => {
    const guard = createCodeGuard();
    admit(guard, { ...HOME, times: 10 });
    expect(() => guard.admit(HOME)).toThrow(refusal(900));
    expect(() => guard.admit({ ...HOME, userId: 'jonas' })).not.toThrow();
    expect(() => guard.admit({ ...HOME, address: '192.0.2.2' })).not.toThrow();
    expect(() => guard.admit({ ...HOME, now: new Date(NOW.getTime() + 900_000) })).not.toThrow();
  });

  it('begins to count a network anew after a right code', () => {
    const guard = createCodeGuard();
    admit(guard, { ...HOME, times: 10 });
    guard.clear(HOME);
    expect(() => admit(guard, { ...HOME, times: 10 })).not.toThrow();
  });

  it('counts guesses from all networks together', () => {
    const guard = createCodeGuard();
    guessFromEverywhere(guard, 20);
    expect(() => guard.admit({ ...HOME, isGuess: true })).toThrow(refusal(3_600));
  });

  it('does not lock out the holder where they are known, nor a recovery code anywhere', () => {
    const guard = createCodeGuard();
    guessFromEverywhere(guard, 20);
    expect(() => guard.admit(HOME)).not.toThrow();
  });

  it('does not let a right code somewhere give strangers more guesses', () => {
    const guard = createCodeGuard();
    guessFromEverywhere(guard, 20);
    guard.clear(HOME);
    expect(() => guard.admit({ ...HOME, address: '203.0.113.9', isGuess: true })).toThrow(refusal(3_600));
  });
});
