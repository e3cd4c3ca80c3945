import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { variantName } from '../model/media-variants.ts';
import type { Config } from './config.ts';
import { createDiskMediaStore } from './media/disk-media-store.ts';
import { renderVariant, SOON } from './media/pictures.ts';
import { variantFile } from './publishing/render/media-pages.ts';
import type { MissingVariant } from './publishing/render/protocol.ts';
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

  async function make({ hash, parameters }: MissingVariant): Promise<void> {
    const file = variantFile(variantsFolder, variantName(hash, parameters));
    if ((await stat(file).catch(() => null)) !== null) return;
    const original = await buffer(await open(hash));
    const bytes = await renderVariant(original, { ...parameters, priority: SOON });
    const temporary = `${file}.${newId()}`;
    await mkdir(dirname(file), { recursive: true });
    try {
      await writeFile(temporary, bytes, { flag: 'wx' });
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    variantsFolder,
    open,
    makeVariant: async (variant) => {
      const name = variantName(variant.hash, variant.parameters);
      const work = making.get(name) ?? make(variant).finally(() => making.delete(name));
      making.set(name, work);
      await work;
    },
  };
}
