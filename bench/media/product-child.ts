/** Takes pictures in as the server does, AVIF included, and leaves out the database alone. */
import { stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { variantSizes } from '../../model/media-variants.ts';
import { createDiskMediaStore } from '../../server/media/disk-media-store.ts';
import { LATER } from '../../server/media/pictures.ts';
import { makeVariants, prepareFile } from '../../server/media/prepare-file.ts';
import { readWork, tellDone } from './media-work.ts';

const { folder, pictures } = readWork();
const store = createDiskMediaStore({ root: folder });
const context = { limits: { bytes: 100_000_000, pixels: 100_000_000 }, now: () => new Date(), store };

async function takeIn(path: string): Promise<{ made: string[]; variants: number }> {
  const sizeBytes = (await stat(path)).size;
  const received = { path, fileName: 'picture.jpg', claimedType: 'image/jpeg', hash: path, sizeBytes };
  const { file, variants } = await prepareFile(context, received);
  const opened = await store.open(file.hash);
  if (opened === null || file.width === null || file.height === null)
    throw new Error(`${path} is no picture.`);
  const avif = await makeVariants(context, {
    original: { hash: file.hash, bytes: await buffer(opened) },
    sizes: variantSizes({ width: file.width, height: file.height }),
    format: 'avif',
    priority: LATER,
  });
  const all = [...variants, ...avif];
  return { made: [file.hash, file.placeholder ?? '', ...all.map(({ hash }) => hash)], variants: all.length };
}

const startedAt = performance.now();
const done = await Promise.all(pictures.map(takeIn));
tellDone({
  ms: performance.now() - startedAt,
  variants: done.reduce((sum, { variants }) => sum + variants, 0),
  made: done.flatMap(({ made }) => made),
});
