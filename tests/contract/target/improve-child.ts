import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { createRandom } from '../../../bench/content/random.ts';
import { release } from './target-fixture.ts';

/** `improve-child.ts ROOT`: releases some long pages, and then compresses them as well as can be, as the publisher does when it is idle. */
const FILES = 5;
const WORDS = 4_000;

const target = openDiskTarget({ root: process.argv[2] ?? '' });
const random = createRandom(1);
const text = (): string =>
  Array.from({ length: WORDS }, () => Math.floor(random.next() ** 4 * 50_000).toString(36)).join(' ');
await release(
  target,
  Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`${index}/index.html`, text()])),
);
const { improved, left } = await target.improveCompression({ budgetMs: 60_000 });
if (improved === 0 || left > 0) throw new Error(`${improved} were improved, ${left} are left`);
target.close();
