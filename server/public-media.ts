import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { Config } from './config.ts';
import { createDiskMediaStore } from './media/disk-media-store.ts';
import { renderDrawing, renderVariant, SOON } from './media/pictures.ts';
import { variantFile } from './publishing/render/media-pages.ts';
import type { MissingPicture } from './publishing/render/protocol.ts';
import type { PublicMedia } from './publishing/render/public-media.ts';
import { newId } from './store/new-id.ts';

/** Gives pages the files of media, and the pictures that templates want of them. */
export function createPublicMedia({
  dataDir,
  mediaStore,
}: Pick<Config, 'dataDir' | 'mediaStore'>): PublicMedia {
  const store = createDiskMediaStore(mediaStore);
  const variantsFolder = join(dataDir, 'variants');
  const making = new Map<string, Promise<void>>();

  async function open(hash: string): Promise<Readable> {
    const bytes = await store.open(hash);
    if (bytes !== null) return bytes;
    throw new Error(
      `its bytes (${hash}) are not where media are kept: bring them back from a backup, or upload the file again`,
    );
  }

  async function make(picture: MissingPicture): Promise<void> {
    const file = variantFile(variantsFolder, picture.name);
    if ((await stat(file).catch(() => null)) !== null) return;
    const bytes = await bytesOf(picture);
    const temporary = `${file}.${newId()}`;
    await mkdir(dirname(file), { recursive: true });
    try {
      await writeFile(temporary, bytes, { flag: 'wx' });
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async function bytesOf(picture: MissingPicture): Promise<Buffer> {
    if ('drawing' in picture) return await renderDrawing(picture.drawing, picture.format);
    const original = picture.file ?? (await buffer(await open(picture.hash)));
    return await renderVariant(original, { ...picture.parameters, priority: SOON });
  }

  return {
    variantsFolder,
    open,
    makePicture: async (picture) => {
      const work = making.get(picture.name) ?? make(picture).finally(() => making.delete(picture.name));
      making.set(picture.name, work);
      await work;
    },
  };
}
