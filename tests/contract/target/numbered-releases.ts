import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { release } from './target-fixture.ts';
import type { Contents } from './target-fixture.ts';

/** All files of release n: some stay, some change, some come and go, and one name is a file and a folder in turn. */
function filesOf(number: number): Record<string, string> {
  const pages = Array.from({ length: 40 }, (_, page) => [
    `page-${page}/index.html`,
    `${Math.floor(number / (page + 1))}`,
  ]);
  return {
    'number.html': String(number),
    ...Object.fromEntries(pages),
    [`sometimes/${number % 3}/index.html`]: 'here',
    [number % 2 === 0 ? 'swap' : 'swap/index.html']: `swap ${number}`,
  };
}

export async function applyRelease(target: Target, number: number): Promise<void> {
  const before = number === 1 ? {} : filesOf(number - 1);
  const after = filesOf(number);
  const changes: Record<string, string | null> = {};
  for (const file of Object.keys(before)) if (!(file in after)) changes[file] = null;
  for (const [file, text] of Object.entries(after)) if (before[file] !== text) changes[file] = text;
  await release(target, changes satisfies Contents, number);
}

/** The number of the release that `live` is, or why it is none. */
export function releaseAt(root: string): number | string {
  const live = join(root, 'live');
  if (!existsSync(live)) return 0;
  const tree = realpathSync(live);
  const numberFile = join(tree, 'number.html');
  if (!existsSync(numberFile)) return 'number.html is missing';
  const number = Number(readFileSync(numberFile, 'utf8'));
  return differenceTo(tree, filesOf(number)) ?? number;
}

/** Two more releases, after which each tree has been brought up to date once. */
export async function applyTwoMore(root: string): Promise<void> {
  const target = openDiskTarget({ root });
  try {
    for (let more = 0; more < 2; more += 1) {
      const next = (target.position()?.releaseNumber ?? 0) + 1;
      await applyRelease(target, next);
      const live = releaseAt(root);
      if (live !== next) throw new Error(`After release ${next}: ${live}`);
    }
  } finally {
    target.close();
  }
}

/** What is wrong with the files of a tree; null for nothing. */
function differenceTo(tree: string, expected: Record<string, string>): string | null {
  const names = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
  const wanted = Object.keys(expected).flatMap((file) =>
    file.endsWith('.html') ? [file, `${file}.br`, `${file}.gz`] : [file],
  );
  const extra = names.find((name) => !wanted.includes(name));
  if (extra !== undefined) return `${extra} should not be there`;
  for (const name of wanted) {
    if (!names.includes(name)) return `${name} is missing`;
    const bytes = readFileSync(join(tree, name));
    const decoded = name.endsWith('.gz')
      ? gunzipSync(bytes)
      : name.endsWith('.br')
        ? brotliDecompressSync(bytes)
        : bytes;
    const text = expected[name.replace(/\.(gz|br)$/, '')];
    if (decoded.toString() !== text) return `${name} holds ${decoded.toString()} instead of ${text}`;
  }
  return null;
}
