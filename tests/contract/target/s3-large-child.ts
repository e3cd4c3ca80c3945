/** `s3-large-child.ts OPTIONS FILES BYTES`: releases so many files of this size, and prints by how many bytes the process grew most while it sent them. */
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import type { TargetChange } from '../../../server/publishing/target/target.ts';
import { positionOf } from './target-fixture.ts';

const [options = '{}', count = '0', size = '0'] = process.argv.slice(2);
const target = await openS3Target(JSON.parse(options) as S3TargetOptions);
const changes: TargetChange[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const contentType = 'video/mp4';
  const hash = await target.put({ bytes: Buffer.alloc(Number(size), index), contentType });
  changes.push({ file: `${index}.mp4`, now: { hash, contentType, redirect: null } });
}
const before = process.memoryUsage.rss();
let most = before;
const watching = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
await target.apply({ from: null, to: positionOf(1), changes });
clearInterval(watching);
process.stdout.write(`${most - before}\n`);
target.close();
