import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { Config } from './config.ts';
import { openMediaStore } from './media/open-media-store.ts';
import { renderDrawing, renderVariant, SOON } from './media/pictures.ts';
import { isMadePicture, keepMadePicture, sweepMadePictures } from './publishing/render/made-pictures.ts';
import type { MissingPicture } from './publishing/render/protocol.ts';
import type { PublicMedia } from './publishing/render/public-media.ts';

/** Gives pages the files of media, and the pictures that templates want of them. */
export function createPublicMedia({
  dataDir,
  mediaStore,
}: Pick<Config, 'dataDir' | 'mediaStore'>): PublicMedia {
  const store = openMediaStore(mediaStore);
  const variantsFolder = variantsFolderOf({ dataDir });
  const making = new Map<string, Promise<void>>();

  async function open(hash: string): Promise<Readable> {
    const bytes = await store.open(hash);
    if (bytes !== null) return bytes;
    throw new Error(
      `its bytes (${hash}) are not where media are kept: bring them back from a backup, or upload the file again`,
    );
  }

  async function make(picture: MissingPicture): Promise<void> {
    if (await isMadePicture(variantsFolder, picture.name)) return;
    await keepMadePicture(variantsFolder, picture.name, await bytesOf(picture));
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

/** Removes the pictures that nothing has asked for in a long time. Returns how many. */
export async function sweepPictures({ dataDir }: Pick<Config, 'dataDir'>): Promise<number> {
  return await sweepMadePictures(variantsFolderOf({ dataDir }), { now: new Date() });
}

function variantsFolderOf({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'variants');
}
