import { ApiError } from '../../../model/api/api-error.ts';
import type { ApiClient } from '../../../model/api/client.ts';
import { readable } from './read-file.ts';
import type { UploadWay } from './upload-way.ts';

type Deps = { api: Pick<ApiClient, 'beginUpload' | 'readUpload' | 'appendUpload'>; now: () => number };

/** By pieces as large as the connection takes them. */
export function throughServer(
  { api, now }: Deps,
  { file, signal }: { file: File; signal: AbortSignal },
): UploadWay {
  const size = createPieceSize();
  return {
    isDirect: false,
    slowDown: size.shrink,
    begin: async (idempotencyKey) => {
      const type = file.type === '' ? '' : `,filetype ${base64(file.type)}`;
      const { body } = await api.beginUpload({
        signal,
        idempotencyKey,
        headers: {
          'Tus-Resumable': '1.0.0',
          'Upload-Length': String(file.size),
          'Upload-Metadata': `filename ${base64(file.name)}${type}`,
        },
      });
      return { uploadId: body.id, sentBytes: 0, mediaId: null, expiresAt: body.expiresAt };
    },
    find: async (id) => {
      const { body } = await api.readUpload({ id, signal });
      return { uploadId: body.id, sentBytes: body.receivedBytes, mediaId: body.mediaId };
    },
    sendNext: async (place) => {
      const { sentBytes, uploadId } = place;
      // What is whole and has become nothing yet: to ask for it is enough.
      if (sentBytes >= file.size) {
        const { body } = await api.readUpload({ id: uploadId, signal });
        if (body.mediaId === null) throw new ApiError('It is being taken in.', { code: 'upload-busy' });
        return { ...place, mediaId: body.mediaId };
      }
      const bytes = await readable(file.slice(sentBytes, sentBytes + size.bytes()).arrayBuffer());
      const began = now();
      const { location } = await api.appendUpload({
        id: uploadId,
        signal,
        idempotencyKey: null,
        headers: {
          'Tus-Resumable': '1.0.0',
          'Upload-Offset': String(sentBytes),
          'Content-Type': 'application/offset+octet-stream',
        },
        body: new Blob([bytes]),
      });
      size.took(now() - began);
      const mediaId = location?.split('/').at(-1) ?? null;
      return { uploadId, sentBytes: sentBytes + bytes.byteLength, mediaId };
    },
  };
}

type PieceSize = { bytes: () => number; took: (milliseconds: number) => void; shrink: () => void };

const PIECE_BYTES = { least: 128 * 1024, first: 512 * 1024, most: 8 * 1024 * 1024 };
/** Often enough that progress is seen, and seldom enough that a fast connection is used. */
const PIECE_MS = { short: 400, long: 2_000 };

/** As much at once as a connection takes in about a second. */
export function createPieceSize(): PieceSize {
  let bytes = PIECE_BYTES.first;
  const shrink = (): void => {
    bytes = Math.max(PIECE_BYTES.least, bytes / 2);
  };
  return {
    bytes: () => bytes,
    shrink,
    took: (milliseconds) => {
      if (milliseconds < PIECE_MS.short) bytes = Math.min(PIECE_BYTES.most, bytes * 2);
      else if (milliseconds > PIECE_MS.long) shrink();
    },
  };
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
