import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { StoredUpload } from '../store/media-uploads.ts';
import { writeAt } from './disk-media-store.ts';
import { makeScratchFolder, uploadFile, type Scratch } from './scratch-files.ts';
import { uploadLost } from './upload-lost.ts';
import type { UploadPlace, UploadWriter } from './upload-place.ts';

/** So much is sent again at most, when a process dies in the middle of a long piece. */
const STEP_BYTES = 4 * 1024 * 1024;

/** A file of this machine for each. What the database says has come is on the disk for certain; what is behind it is written over. */
export function createDiskUploads(scratch: Scratch): UploadPlace {
  return {
    begin: async () => null,
    open: async (upload) => {
      await makeScratchFolder(scratch);
      const handle = await open(uploadFile(scratch, upload), constants.O_RDWR | constants.O_CREAT, 0o600);
      if ((await handle.stat()).size >= upload.receivedBytes) return createWriter(handle, upload);
      await handle.close();
      throw uploadLost();
    },
    gather: async (upload) => {
      const path = uploadFile(scratch, upload);
      return { path, hash: await hashOf(path), close: async () => {} };
    },
    remove: async (upload) => await rm(uploadFile(scratch, upload), { force: true }),
    // With what else is left in the same folder.
    sweep: async () => {},
    direct: null,
  };
}

function createWriter(handle: FileHandle, { receivedBytes }: StoredUpload): UploadWriter {
  let kept = receivedBytes;
  let at = receivedBytes;
  return {
    stepBytes: STEP_BYTES,
    write: async (bytes) => {
      await writeAt(handle, { bytes, at });
      at += bytes.byteLength;
    },
    keep: async (commit) => {
      if (at === kept) return;
      await handle.sync();
      await commit({ receivedBytes: at, place: null });
      kept = at;
    },
    close: async () => await handle.close(),
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
