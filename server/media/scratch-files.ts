import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listUploadIds } from '../store/media-uploads.ts';
import type { MediaContext } from './media-context.ts';

/** No request takes so long. */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;

export type Scratch = Pick<MediaContext, 'scratchFolder'>;

/** Where the pieces of an upload are put together. */
export function uploadFile({ scratchFolder }: Scratch, { id }: { id: string }): string {
  return join(scratchFolder, `upload-${id}`);
}

/** For a process that has just started as well. */
export async function makeScratchFolder({ scratchFolder }: Scratch): Promise<void> {
  await mkdir(scratchFolder, { recursive: true });
}

/** What uploads that are not there any more, and requests that ended with their process, have left behind. */
export async function sweepScratch(context: Pick<MediaContext, 'database' | 'scratchFolder'>): Promise<void> {
  await makeScratchFolder(context);
  // Read before the rows: what is made meanwhile is not among them.
  const names = await readdir(context.scratchFolder);
  const uploads = await listUploadIds(context.database.db);
  for (const name of names) {
    const file = join(context.scratchFolder, name);
    const id = /^upload-(.+)$/.exec(name)?.[1];
    const isLeft =
      id === undefined
        ? Date.now() - ((await stat(file).catch(() => null))?.mtimeMs ?? Date.now()) > LEFT_BEHIND_MS
        : !uploads.has(id);
    if (isLeft) await rm(file, { force: true });
  }
}
