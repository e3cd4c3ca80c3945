import { randomUUID } from 'node:crypto';
import { statusOf } from './bucket-problem.ts';
import type { Bucket, Condition } from './bucket.ts';

/** What not every service can that calls itself compatible. */
export type ServiceAbilities = {
  /** How it wants the tag of `If-Match`; null: it does not know conditions, and writes in any case. */
  conditionalWrites: 'quoted' | 'unquoted' | null;
  /** Whether it refuses bytes that are others than their checksum says. */
  checksums: boolean;
  /** Whether what is replaced is kept; null: these credentials may not ask. */
  versions: boolean | null;
};

const MD5_OF_NOTHING = '1B2M2Y8AsgTpgAmY7PhCfg==';
const OBJECT = { contentType: 'text/plain' };

/** Tries it out, on an object of its own: what a service says of itself is not to be had, and some ignore silently what they do not know. */
export async function probeService(
  bucket: Bucket,
  { folder }: { folder: string },
): Promise<ServiceAbilities> {
  const key = `${folder}probe-${randomUUID()}`;
  const write = (text: string, condition: Condition = {}): Promise<string> =>
    bucket.put(key, { bytes: Buffer.from(text) }, { ...OBJECT, ...condition });
  try {
    const etag = await write('a');
    return {
      conditionalWrites: await findCondition(write, etag),
      checksums: await isRefused(() => write('a', { md5: MD5_OF_NOTHING })),
      versions: await bucket.keepsVersions().catch(nullIfForbidden),
    };
  } finally {
    await bucket.remove(key);
  }
}

async function findCondition(
  write: (text: string, condition: Condition) => Promise<string>,
  etag: string,
): Promise<ServiceAbilities['conditionalWrites']> {
  const isKept = await isRefused(() => write('b', { ifNoneMatch: '*' }));
  const wrong = '0'.repeat(32);
  if (!isKept || !(await isRefused(() => write('a', { ifMatch: `"${wrong}"` })))) return null;
  // The same bytes: the tag stays.
  if (!(await isRefused(() => write('a', { ifMatch: `"${etag}"` })))) return 'quoted';
  const takesUnquoted = !(await isRefused(() => write('a', { ifMatch: etag })));
  return takesUnquoted && (await isRefused(() => write('a', { ifMatch: wrong }))) ? 'unquoted' : null;
}

/** 400: not these bytes; 412: not under this condition; 409: somebody else at this moment; 501: not at all. */
async function isRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if ([400, 409, 412, 501].includes(statusOf(error) ?? 0)) return true;
    throw error;
  }
}

function nullIfForbidden(error: unknown): null {
  if (statusOf(error) === 403) return null;
  throw error;
}
