import type { Bucket } from '../../../s3/bucket.ts';
import type { ServiceAbilities } from '../../../s3/probe-service.ts';
import type { StagedBytes } from '../staged-bytes.ts';
import type { S3State } from './s3-state.ts';

export type S3Site = {
  bucket: Bucket;
  state: S3State;
  staged: StagedBytes;
  abilities: ServiceAbilities;
  assetGraceMs: number;
  /** Of the process that leads. */
  epoch: number;
};

/** Beside the site, and never public: what only the target itself reads. */
export const OWN_FOLDER = '.stillpress/';

/** How many requests are under way at once: beyond this a service answers none of them sooner. */
export const REQUESTS_AT_ONCE = 16;

/** Resolves or throws when nothing of it is under way any more. */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const workOff = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && failures.length === 0; next = left.next())
      await work(next.value).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, workOff));
  if (failures.length > 0) throw failures[0];
}

/** Bytes that no key of the site has any more, and a release may go back to. */
export function blobKey(hash: string): string {
  return `${OWN_FOLDER}blobs/${hash}`;
}
