import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/runner/longest-first.ts';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '.runtime/**', 'var/**'],
    globalSetup: ['tests/support/prepare-databases.ts'],
    // Most of a test's time here is spent waiting for a disk, a database or a child process.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 15_000,
    // A busy machine shows late what it shows: only what never comes is a failure.
    expect: { poll: { timeout: 15_000 } },
  },
});
