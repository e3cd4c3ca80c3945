import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Place } from '../config-s3.ts';
import { statusOf } from './bucket-problem.ts';

/** For a body of no size. Half a gigabyte may take half an hour. */
const TIMEOUT_MS = 30_000;
const TIMEOUT_MS_PER_MEGABYTE = 4_000;

/** One request, tried again where that may help. */
export type Ask = <T>(
  send: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  options?: { timeoutMs?: number },
) => Promise<T>;

export function timeoutFor(bodyBytes: number): number {
  return TIMEOUT_MS + Math.ceil(bodyBytes / 1_000_000) * TIMEOUT_MS_PER_MEGABYTE;
}

export function keyOf({ bucket, prefix }: S3Place, key: string) {
  return { Bucket: bucket, Key: prefix + key };
}

/** Services write it with quotes or without. */
export function tagOf(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** A bucket that is not there is not an object that is not there. */
export async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) === 404 && (error as S3ServiceException).name !== 'NoSuchBucket') return null;
    throw error;
  }
}
