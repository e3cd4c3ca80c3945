import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TargetConfig } from '../../config.ts';
import { openBucket, type FoundObject } from '../../s3/bucket.ts';
import { asBucketError } from './s3/bucket-errors.ts';
import { redirectOfObject } from './s3/object-headers.ts';
import { inParallel, OWN_FOLDER } from './s3/s3-site.ts';
import { isSpecial, type ServingNote } from './serving-notes.ts';
import { isCode } from './tree.ts';

/** What visitors get, as a folder of one release, with the notes that servers need beside it. */
export type LiveFiles = {
  folder: string;
  /** Removes what was fetched for it. */
  end(): void;
};

/** Null where there are none: nothing was released, or it is elsewhere. Of a bucket, everything is fetched anew. */
export async function openLiveFiles(config: TargetConfig): Promise<LiveFiles | null> {
  if (config.kind === 's3') return await fetchBucket(config);
  try {
    return { folder: await realpath(join(config.root, 'live')), end: () => undefined };
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

async function fetchBucket({ place }: TargetConfig & { kind: 's3' }): Promise<LiveFiles | null> {
  const bucket = openBucket(place);
  const root = mkdtempSync(join(tmpdir(), 'stillpress-bucket-'));
  const end = (): void => rmSync(root, { recursive: true, force: true });
  const folder = join(root, 'tree-a');
  const notes: Record<string, ServingNote> = {};
  try {
    const keys: string[] = [];
    let isMarked = false;
    await asBucketError(bucket, async () => {
      for await (const { key } of bucket.list())
        if (key.startsWith(OWN_FOLDER)) isMarked = true;
        else keys.push(key);
      await inParallel(keys, async (key) => {
        const found = await bucket.get(key);
        if (found === null) return;
        const path = join(folder, key);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, found.bytes);
        const note = noteOf(found);
        if (isSpecial(key, { hash: '', ...note })) notes[key] = note;
      });
    });
    if (isMarked) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(root, 'tree-a.json'), JSON.stringify({ files: notes }));
      return { folder, end };
    }
    end();
    return null;
  } catch (error) {
    end();
    throw error;
  } finally {
    bucket.close();
  }
}

function noteOf(found: FoundObject): ServingNote {
  return { contentType: found.contentType, redirect: redirectOfObject(found) };
}
