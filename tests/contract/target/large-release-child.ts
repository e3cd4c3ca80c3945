/** `large-release-child.ts ROOT`: applies one release of more files than are synced one by one. */
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { release } from './target-fixture.ts';

const FILES = 80;

const target = openDiskTarget({ root: process.argv[2] ?? '' });
const contents = Array.from({ length: FILES }, (_, index) => [`${index}/index.html`, `page ${index}`]);
await release(target, Object.fromEntries(contents));
target.close();
