import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packagesNotInLock } from '../../setup/locked-packages.mjs';
import { ROOT } from '../runner/run-program.ts';

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).default({}),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

describe.each(['package-lock.json', 'setup/runtime/package-lock.json', 'setup/postgres/package-lock.json'])(
  '%s',
  (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const { packages } = lockFile.parse(JSON.parse(text));

    test('names no registry, so that npm asks the one that this machine is set to', () => {
      expect(text).not.toContain('"resolved"');
    });

    test('holds the packages of every platform ("npm run complete-lock" adds them)', () => {
      expect(packagesNotInLock(packages)).toEqual([]);
    });
  },
);

/** Their scripts only count installations, or fetch what comes as a platform package anyway, or need macOS. */
const WORK_WITHOUT_THEIR_SCRIPT = new Set(['@scarf/scarf', 'esbuild', 'fsevents']);

test('no package needs its install script: set-up runs none', () => {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect([...new Set(names)].sort().filter((name) => !WORK_WITHOUT_THEIR_SCRIPT.has(name))).toEqual([]);
});

/** A second copy has a schema and plugins of its own, which those of the first do not know. */
test('the editor of documents has one copy of each of its packages, and one version of Tiptap', () => {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const copies = Object.entries(packages).flatMap(([path, { version }]) => {
    const name = /node_modules\/((?:@tiptap\/|prosemirror-)[\w-]+)$/.exec(path)?.[1];
    return name === undefined ? [] : [{ name, version }];
  });
  const names = copies.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@tiptap/core', '@tiptap/pm', 'prosemirror-model']));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const versions = copies.filter(({ name }) => name.startsWith('@tiptap/')).map(({ version }) => version);
  expect(new Set(versions).size).toBe(1);
});

test.each(['better-sqlite3', '@node-rs/argon2', 'esbuild', 'sharp'])('%s loads its binary', async (name) => {
  await expect(import(name)).resolves.toBeDefined();
});
