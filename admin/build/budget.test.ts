import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { whatIsOver, type Part } from './budget.ts';

const part = (name: string, { bytes, imports = [] }: { bytes: number; imports?: string[] }): Part => ({
  fileName: `assets/${name}.js`,
  imports: imports.map((one) => `assets/${one}.js`),
  code: randomBytes(bytes).toString('base64'),
  modules: { [`/x/src/${name}.ts`]: { renderedLength: bytes } },
});
const parts = [
  part('main', { bytes: 2000, imports: ['shared'] }),
  part('shared', { bytes: 3000 }),
  part('later', { bytes: 90_000, imports: ['main'] }),
];

test('counts what a screen imports and nothing that comes later, against its limit', () => {
  expect(whatIsOver({ screen: 'The list', limitKb: 6, loads: ['src/main.ts'] }, parts)).toBeNull();
  const over = whatIsOver({ screen: 'The list', limitKb: 4, loads: ['src/main.ts'] }, parts) ?? '';
  expect(over).toMatch(/^The list loads \d\.\d KB of compressed JavaScript; its limit is 4 KB\./);
  expect(over.split('\n').slice(2)).toEqual(['  2.9 KB shared.ts', '  2.0 KB main.ts']);
});

test('says so where no part has a module that a budget names', () => {
  expect(() => whatIsOver({ screen: 'The list', limitKb: 4, loads: ['src/gone.ts'] }, parts)).toThrow(
    'src/gone.ts',
  );
});
