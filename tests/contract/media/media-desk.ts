import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, DialectName } from '../../../server/store/database.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import { addMedia, type AddedMedia } from '../../../server/media/add-media.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { createDiskUploads } from '../../../server/media/disk-uploads.ts';
import type { MediaContext, ReceivedFile } from '../../../server/media/media-context.ts';
import { newId } from '../../../server/store/new-id.ts';
import { openDesk, type Desk } from '../authoring/desk.ts';

/** A newsroom with a media library. */
export type MediaDesk = {
  desk: Desk;
  context: MediaContext;
  folder: string;
  receive(bytes: Buffer, fileName: string, claimedType?: string | null): ReceivedFile;
  add(bytes: Buffer, fileName: string, actor?: Actor): Promise<AddedMedia>;
  close(): Promise<void>;
};

export async function openMediaDesk(
  dialect: DialectName,
  limits: Partial<MediaContext['limits']> = {},
): Promise<MediaDesk> {
  const desk = await openDesk(dialect);
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
  const context = createMediaContext({ database: desk.database, folder, limits, signals: desk.signals });
  const receive: MediaDesk['receive'] = (bytes, fileName, claimedType = null) => {
    const path = join(folder, newId());
    writeFileSync(path, bytes);
    const hash = createHash('sha256').update(bytes).digest('hex');
    return { path, fileName, claimedType, hash, sizeBytes: bytes.length };
  };
  return {
    desk,
    context,
    folder,
    receive,
    add: async (bytes, fileName, actor = desk.editor) =>
      await addMedia(context, { actor, correlationId: 'test-1', file: receive(bytes, fileName) }),
    close: async () => {
      await desk.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Parts = {
  database: Database;
  folder: string;
  limits: Partial<MediaContext['limits']>;
  signals: Desk['signals'];
};

function createMediaContext({ database, folder, limits, signals }: Parts): MediaContext {
  let time = Date.now();
  return {
    database,
    store: createDiskMediaStore({ root: join(folder, 'media') }),
    limits: { bytes: 20_000_000, pixels: 20_000_000, ...limits },
    scratchFolder: join(folder, 'arriving'),
    uploads: createDiskUploads({ scratchFolder: join(folder, 'arriving') }),
    now: () => new Date((time += 1_000)),
    publicationCommitted: (position) => signals.push(position),
  };
}
