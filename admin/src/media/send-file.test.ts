import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Media } from '../../../model/api/media.ts';
import { BucketError } from './put-part.ts';
import { sendFile, type SendingDeps } from './send-file.ts';
import { createPieceSize } from './through-server.ts';
import { createUploadShelf } from './upload-shelf.ts';

const KIB = 1024;
const PART = 512 * KIB;
const HEADERS = { status: 200, etag: null, correlationId: null, isReplayed: false };

/** As the server keeps uploads, with what a test wants to go wrong. */
function serverThat(
  wrong: {
    hasBucket?: boolean;
    before?: (call: string, count: number) => void;
    after?: (call: string, count: number) => void;
  } = {},
) {
  const uploads = new Map<string, { size: number; bytes: Uint8Array }>();
  const keys = new Map<string, string>();
  const calls: string[] = [];
  const ended: string[] = [];
  const answer = async <T>(call: string, work: () => T): Promise<T> => {
    calls.push(call);
    const count = calls.filter((one) => one === call).length;
    wrong.before?.(call, count);
    const result = work();
    wrong.after?.(call, count);
    return result;
  };
  const found = (id: string) => {
    const upload = uploads.get(id);
    if (upload === undefined) throw new ApiError('Gone.', { code: 'upload-not-found', status: 404 });
    return upload;
  };
  const mediaIdOf = (id: string): string | null => {
    const { bytes, size } = found(id);
    return bytes.length === size ? `media-of-${id}` : null;
  };
  const bodyOf = (id: string) => ({
    id,
    fileName: 'x',
    sizeBytes: found(id).size,
    receivedBytes: found(id).bytes.length,
    expiresAt: '2999-01-01T00:00:00.000Z',
    mediaId: mediaIdOf(id),
  });
  /** At most two addresses at a time, of parts that come one after the other. */
  const addressed = (id: string) => {
    const { bytes, size } = found(id);
    const starts = Array.from({ length: Math.ceil((size - bytes.length) / PART) }, (_, index) => index);
    return {
      upload: bodyOf(id),
      parts: starts.slice(0, 2).map((index) => {
        const start = bytes.length + index * PART;
        const sizeBytes = Math.min(PART, size - start);
        return { number: start / PART + 1, start, sizeBytes, url: `bucket:${id}` };
      }),
      missingParts: starts.length,
      urlsExpireAt: '2999-01-01T00:00:00.000Z',
    };
  };
  let isShut = false;
  const bucket: SendingDeps['bucket'] = {
    isOpen: () => wrong.hasBucket === true && !isShut,
    shut: () => void (isShut = true),
    put: async (url, { bytes, onSent }) =>
      await answer('put', () => {
        const upload = found(url.slice('bucket:'.length));
        onSent(bytes.byteLength);
        upload.bytes = joined(upload.bytes, new Uint8Array(bytes));
      }),
  };
  const api: SendingDeps['api'] = {
    beginUpload: async ({ headers, idempotencyKey }) =>
      await answer('begin', () => {
        const key = idempotencyKey ?? `none ${keys.size}`;
        const id = keys.get(key) ?? `upload-${keys.size + 1}`;
        if (!keys.has(key))
          uploads.set(id, { size: Number(headers['Upload-Length']), bytes: new Uint8Array() });
        keys.set(key, id);
        const body = { ...bodyOf(id), receivedBytes: 0 };
        return { ...HEADERS, body, location: null };
      }),
    readUpload: async ({ id }) =>
      await answer('read', () => ({ ...HEADERS, body: bodyOf(String(id)), location: null })),
    appendUpload: async ({ body, headers, id }) => {
      const bytes = new Uint8Array(await body.arrayBuffer());
      return await answer('append', () => {
        const upload = found(String(id));
        if (Number(headers['Upload-Offset']) !== upload.bytes.length)
          throw new ApiError('Elsewhere.', { code: 'upload-offset', status: 409 });
        upload.bytes = joined(upload.bytes, bytes);
        const mediaId = mediaIdOf(String(id));
        return { ...HEADERS, body: undefined, location: mediaId && `/api/v1/media/${mediaId}` };
      });
    },
    beginDirectUpload: async ({ body, idempotencyKey }) =>
      await answer('begin direct', () => {
        const id = keys.get(String(idempotencyKey)) ?? `upload-${keys.size + 1}`;
        keys.set(String(idempotencyKey), id);
        uploads.set(id, { size: body.sizeBytes, bytes: new Uint8Array() });
        return { ...HEADERS, body: addressed(id), location: null };
      }),
    addressUploadParts: async ({ id }) =>
      await answer('address', () => ({ ...HEADERS, body: addressed(String(id)), location: null })),
    finishUpload: async ({ id }) =>
      await answer('finish', () => ({ ...HEADERS, body: bodyOf(String(id)), location: null })),
    endUpload: async ({ id }) => {
      ended.push(String(id));
      uploads.delete(String(id));
      return { ...HEADERS, body: undefined, location: null };
    },
    readMedia: async ({ id }) =>
      await answer('media', () => ({ ...HEADERS, body: { id } as Media, location: null })),
  };
  return { api, bucket, calls, ended, uploads };
}

function memoryShelf() {
  const kept = new Map<string, string>();
  return createUploadShelf({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
}

function fileOf(size: number, name = 'a.bin'): File {
  const bytes = Uint8Array.from({ length: size }, (_, index) => index % 251);
  return new File([bytes], name, { lastModified: 1 });
}

const lost = (): never => {
  throw new ApiError('No answer.', { code: 'no-answer' });
};

const refused = (): never => {
  throw new BucketError('No.');
};

type Setting = {
  server: ReturnType<typeof serverThat>;
  shelf?: SendingDeps['shelf'];
  file: File;
  signal?: AbortSignal;
};

async function send({ file, server, shelf = memoryShelf(), signal = new AbortController().signal }: Setting) {
  const sent: number[] = [];
  const waits: boolean[] = [];
  const media = await sendFile(
    { api: server.api, bucket: server.bucket, shelf, pause: async () => {}, now: () => 0 },
    { file, signal, onSent: (bytes) => sent.push(bytes), onWaiting: (isWaiting) => waits.push(isWaiting) },
  );
  return { media, sent, waits };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Whether the server has the bytes of the file, and no others. */
async function isWhole(
  { uploads }: ReturnType<typeof serverThat>,
  file: File,
  id = 'upload-1',
): Promise<boolean> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const there = uploads.get(id)?.bytes ?? new Uint8Array();
  return there.length === bytes.length && there.every((byte, at) => byte === bytes[at]);
}

describe('a file that is sent by pieces', () => {
  it('comes whole, tells how far it is, and is remembered no longer', async () => {
    const server = serverThat();
    const shelf = memoryShelf();
    const file = fileOf(1_700 * KIB);
    const { media, sent } = await send({ server, shelf, file });
    expect(media.id).toBe('media-of-upload-1');
    expect(await isWhole(server, file)).toBe(true);
    expect(sent).toEqual([0, 512 * KIB, 1_536 * KIB, 1_700 * KIB]);
    expect(shelf.list()).toEqual([]);
  });

  it('goes on where the server says that it stands, when the answer to a piece is lost', async () => {
    const server = serverThat({ after: (call, count) => call === 'append' && count === 1 && lost() });
    const file = fileOf(900 * KIB);
    const { sent, waits } = await send({ server, file });
    expect(await isWhole(server, file)).toBe(true);
    expect(server.calls).toEqual(['begin', 'append', 'read', 'append', 'append', 'media']);
    expect(sent).toEqual([0, 512 * KIB, 768 * KIB, 900 * KIB]);
    expect(waits[0]).toBe(true);
    expect(waits.at(-1)).toBe(false);
  });

  it('begins one upload, though the answer to its beginning is lost', async () => {
    const server = serverThat({ after: (call, count) => call === 'begin' && count === 1 && lost() });
    await send({ server, file: fileOf(10) });
    expect([...server.uploads.keys()]).toEqual(['upload-1']);
  });

  it('goes on in a browser that remembers nothing', async () => {
    const server = serverThat({ after: (call, count) => call === 'append' && count === 1 && lost() });
    const shelf = { list: () => [], find: () => undefined, put: () => {}, remove: () => {} };
    await send({ server, shelf, file: fileOf(900 * KIB) });
    expect(server.calls).toEqual(['begin', 'append', 'read', 'append', 'append', 'media']);
  });

  it('sends only what is missing after a reload', async () => {
    const shelf = memoryShelf();
    const file = fileOf(2_000 * KIB);
    let isCut = true;
    const server = serverThat({
      before: (call, count) => {
        if (isCut && call === 'append' && count > 1) throw new Error('The page is gone.');
      },
    });
    await expect(send({ server, shelf, file })).rejects.toThrow('The page is gone.');
    expect(shelf.list()).toMatchObject([{ fileName: 'a.bin', sentBytes: 512 * KIB }]);
    isCut = false;
    const { sent } = await send({ server, shelf, file: fileOf(2_000 * KIB) });
    expect(sent[0]).toBe(512 * KIB);
    expect(server.calls.filter((call) => call === 'begin')).toHaveLength(1);
    expect(await isWhole(server, file)).toBe(true);
  });

  it('begins anew with a file that has changed under its name, and with an upload that the server has forgotten', async () => {
    const shelf = memoryShelf();
    const server = serverThat({
      before: (call, count) => {
        if (call === 'append' && count === 1) throw new Error('The page is gone.');
      },
    });
    await expect(send({ server, shelf, file: fileOf(10) })).rejects.toThrow('The page is gone.');
    const changed = new File([new Uint8Array(10)], 'a.bin', { lastModified: 1 });
    expect((await send({ server, shelf, file: changed })).media.id).toBe('media-of-upload-2');
    server.uploads.delete('upload-1');
    expect((await send({ server, shelf, file: fileOf(10) })).media.id).toBe('media-of-upload-3');
  });

  it('asks what has become of a file that is whole there, and of an empty one', async () => {
    const server = serverThat({ after: (call, count) => call === 'append' && count === 1 && lost() });
    expect((await send({ server, file: fileOf(10) })).media.id).toBe('media-of-upload-1');
    expect((await send({ server: serverThat(), file: fileOf(0) })).media.id).toBe('media-of-upload-1');
  });

  it('says what the server says of a file that it refuses, sends it once, and remembers nothing of it', async () => {
    const shelf = memoryShelf();
    const server = serverThat({
      after: (call) => {
        if (call === 'append')
          throw new ApiError('It is an HTML page.', { code: 'media-type-refused', status: 415 });
      },
    });
    await expect(send({ server, shelf, file: fileOf(10) })).rejects.toThrow('It is an HTML page.');
    expect(server.calls).toEqual(['begin', 'append']);
    expect(shelf.list()).toEqual([]);
  });

  it('ends on the server when nobody wants it any more', async () => {
    const abort = new AbortController();
    const shelf = memoryShelf();
    const server = serverThat({
      after: (call) => {
        if (call !== 'append') return;
        abort.abort();
        lost();
      },
    });
    await expect(send({ server, shelf, file: fileOf(600 * KIB), signal: abort.signal })).rejects.toThrow(
      /abort/i,
    );
    expect(server.ended).toEqual(['upload-1']);
    expect(shelf.list()).toEqual([]);
  });
});

describe('a file whose bytes go straight to the bucket', () => {
  it('comes whole there, part by part, and is finished once', async () => {
    const server = serverThat({ hasBucket: true });
    const file = fileOf(3 * PART + 5);
    const { media, sent } = await send({ server, file });
    expect(media.id).toBe('media-of-upload-1');
    expect(await isWhole(server, file)).toBe(true);
    expect(server.calls).toEqual(['begin direct', 'put', 'put', 'address', 'put', 'put', 'finish', 'media']);
    expect([sent[0], sent.at(-1)]).toEqual([0, file.size]);
  });

  it('sends a part again that the bucket has not taken, and no other', async () => {
    const server = serverThat({
      hasBucket: true,
      before: (call, count) => call === 'put' && [2, 3].includes(count) && refused(),
    });
    const file = fileOf(3 * PART);
    const { waits } = await send({ server, file });
    expect(await isWhole(server, file)).toBe(true);
    expect(server.calls.filter((call) => call === 'put')).toHaveLength(5);
    expect(waits).toContain(true);
    expect(waits.at(-1)).toBe(false);
  });

  it('goes through the server where the bucket takes nothing, as do those after it', async () => {
    const server = serverThat({ hasBucket: true, before: (call) => call === 'put' && refused() });
    const shelf = memoryShelf();
    const file = fileOf(PART);
    expect((await send({ server, shelf, file })).media.id).toBe('media-of-upload-2');
    expect(await isWhole(server, file, 'upload-2')).toBe(true);
    expect(server.ended).toEqual(['upload-1']);
    expect(shelf.list()).toEqual([]);
    await send({ server, shelf, file: fileOf(10, 'b.bin') });
    expect(server.calls.filter((call) => call === 'put')).toHaveLength(3);
    expect(server.calls.filter((call) => call === 'begin direct')).toHaveLength(1);
  });

  it('waits for the server where that does not answer either, however long', async () => {
    let cuts = 0;
    const server = serverThat({
      hasBucket: true,
      before: (call, count) => {
        if (call === 'put' && count === 1) refused();
        if (call === 'address' && (cuts += 1) < 20) lost();
      },
    });
    const file = fileOf(PART);
    expect((await send({ server, file })).media.id).toBe('media-of-upload-1');
    expect(server.calls.filter((call) => call === 'put')).toHaveLength(2);
  });

  it('goes on after a reload the way that it was begun', async () => {
    for (const hasBucket of [true, false]) {
      const shelf = memoryShelf();
      const cut = { hasBucket, isCut: true };
      const server = serverThat({
        ...cut,
        before: (call, count) => {
          if (cut.isCut && (call === 'put' || call === 'append') && count > 1) throw new Error('Gone.');
        },
      });
      const file = fileOf(2 * PART + 5);
      await expect(send({ server, shelf, file })).rejects.toThrow('Gone.');
      expect(shelf.list()).toMatchObject([{ sentBytes: PART, isDirect: hasBucket }]);
      cut.isCut = false;
      server.bucket.isOpen = () => true;
      expect((await send({ server, shelf, file })).sent[0]).toBe(PART);
      expect([...server.uploads.keys()]).toEqual(['upload-1']);
    }
  });

  it('is begun anew, through the server, where that is wanted by now', async () => {
    const shelf = memoryShelf();
    const server = serverThat({
      hasBucket: true,
      before: (call, count) => {
        if (call === 'put' && count > 1) throw new Error('Gone.');
      },
    });
    const file = fileOf(2 * PART);
    await expect(send({ server, shelf, file })).rejects.toThrow('Gone.');
    server.bucket.shut();
    expect((await send({ server, shelf, file })).media.id).toBe('media-of-upload-2');
    expect(server.ended).toEqual(['upload-1']);
  });
});

describe('the size of a piece', () => {
  it('follows the connection, within bounds', () => {
    const size = createPieceSize();
    expect(size.bytes()).toBe(512 * KIB);
    for (let piece = 0; piece < 9; piece += 1) size.took(100);
    expect(size.bytes()).toBe(8 * KIB * KIB);
    size.took(1_000);
    expect(size.bytes()).toBe(8 * KIB * KIB);
    for (let piece = 0; piece < 9; piece += 1) size.took(5_000);
    expect(size.bytes()).toBe(128 * KIB);
  });
});
