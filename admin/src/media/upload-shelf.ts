/** An upload that is not whole yet, as this browser remembers it: whoever chooses the same file again goes on where it was. */
export type ShelvedUpload = {
  fingerprint: string;
  uploadId: string;
  fileName: string;
  sizeBytes: number;
  sentBytes: number;
  /** When the server forgets it. */
  expiresAt: string;
  /** Whether its bytes go straight to the bucket. */
  isDirect: boolean;
};

export type UploadShelf = {
  find: (fingerprint: string) => ShelvedUpload | undefined;
  list: () => readonly ShelvedUpload[];
  put: (upload: ShelvedUpload) => void;
  remove: (uploadId: string) => void;
};

const KEY = 'stillpress.uploads';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

export function createUploadShelf(store: Store, now: () => Date = () => new Date()): UploadShelf {
  const list = (): ShelvedUpload[] =>
    parseShelf(store.getItem(KEY)).filter(({ expiresAt }) => new Date(expiresAt) > now());
  const keep = (uploads: readonly ShelvedUpload[]): void => {
    try {
      store.setItem(KEY, JSON.stringify(uploads));
    } catch {
      // A browser that keeps nothing sends the file from its beginning after a reload.
    }
  };
  return {
    list,
    find: (fingerprint) => list().find((upload) => upload.fingerprint === fingerprint),
    put: (upload) => keep([...list().filter(({ uploadId }) => uploadId !== upload.uploadId), upload]),
    remove: (uploadId) => keep(list().filter((upload) => upload.uploadId !== uploadId)),
  };
}

function parseShelf(text: string | null): ShelvedUpload[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as ShelvedUpload[]) : [];
  } catch {
    return [];
  }
}

/** Of the bytes at both ends: a file that was changed under its name is another one. */
const SAMPLE_BYTES = 64 * 1024;

/** The same for the same file, chosen at another time. Cheap for large ones, and `crypto.subtle` is missing where a page is served over plain http. */
export async function fingerprintOf(file: File): Promise<string> {
  const ends = [file.slice(0, SAMPLE_BYTES), file.slice(Math.max(0, file.size - SAMPLE_BYTES))];
  let sum = 0x811c9dc5;
  for (const end of ends)
    for (const byte of new Uint8Array(await end.arrayBuffer())) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return JSON.stringify([file.name, file.size, file.lastModified, sum]);
}
