/** The same outputs with sharp alone: what a script does that nobody sends anything that it should refuse, and that loses nothing only if nothing goes wrong. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { variantSizes } from '../../model/media-variants.ts';
import { readWork, tellDone } from './media-work.ts';

const { folder, pictures } = readWork();
// As many threads as the server has, and as little kept: it is our own code that is compared, and not how sharp is set.
sharp.concurrency(1);
sharp.cache(false);

async function keep(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, hash), bytes);
  return hash;
}

async function placeholderOf(original: Buffer): Promise<string> {
  const { data, info } = await sharp(original)
    .resize({ width: 100, height: 100, fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

async function makeAll(path: string): Promise<{ made: string[]; variants: number }> {
  const { data: original, info } = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4', progressive: true })
    .toBuffer({ resolveWithObject: true });
  const made = [await keep(original), await placeholderOf(original)];
  const sizes = variantSizes(info);
  for (const size of sizes) {
    const resized = () => sharp(original).resize({ ...size, fit: 'fill' });
    made.push(await keep(await resized().webp({ quality: 80, effort: 4, smartSubsample: true }).toBuffer()));
  }
  for (const size of sizes) {
    const resized = () => sharp(original).resize({ ...size, fit: 'fill' });
    made.push(await keep(await resized().avif({ quality: 55, effort: 2 }).toBuffer()));
  }
  return { made, variants: 2 * sizes.length };
}

const startedAt = performance.now();
const done = await Promise.all(pictures.map(makeAll));
tellDone({
  ms: performance.now() - startedAt,
  variants: done.reduce((sum, { variants }) => sum + variants, 0),
  made: done.flatMap(({ made }) => made),
});
