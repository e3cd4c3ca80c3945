import { expect, test } from 'vitest';
import { atLeast, atMost } from './bench.ts';
import { renderJson, renderTable } from './report.ts';

const RESULT = {
  metrics: { sqliteSavesPerSecond: 2000, postgresSavesPerSecond: 1000, sqliteP99Ms: 12.345 },
  goals: [
    atLeast({ name: 'sqlite: API ÷ raw', value: 0.41, goal: 0.25 }),
    atMost({ name: 'slowdown', value: 1.3, goal: 1.25 }),
  ],
};

test('the last line for programs has the result and nothing else', () => {
  expect(JSON.parse(renderJson('api', RESULT))).toEqual({
    bench: 'api',
    metrics: RESULT.metrics,
    goals: [
      { name: 'sqlite: API ÷ raw', value: 0.41, goal: 0.25, met: true },
      { name: 'slowdown', value: 1.3, goal: 1.25, met: false },
    ],
  });
});

test('draws metrics of one unit to one scale, and says which goals were missed', () => {
  expect(renderTable(RESULT).split('\n')).toEqual([
    `  sqliteSavesPerSecond    2,000  ${'█'.repeat(30)}`,
    `  postgresSavesPerSecond  1,000  ${'█'.repeat(15)}`,
    `  sqliteP99Ms              12.3  ${'█'.repeat(30)}`,
    '',
    '  met     sqlite: API ÷ raw  0.41 (goal: at least 0.25)',
    '  MISSED  slowdown           1.3 (goal: at most 1.25)',
  ]);
});
