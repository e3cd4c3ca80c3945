/** `s3-release-child.ts OPTIONS FILES`: applies one release of so many files to the bucket that the options tell of. */
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import { release } from './target-fixture.ts';

const [options = '{}', count = '0'] = process.argv.slice(2);
const target = await openS3Target(JSON.parse(options) as S3TargetOptions);
const contents = Array.from({ length: Number(count) }, (_, index) => [
  `${index}/index.html`,
  `page ${index}`,
]);
await release(target, Object.fromEntries(contents));
process.stdout.write('released\n');
target.close();
