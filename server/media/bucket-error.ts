import { AppError } from '../errors.ts';
import { describeBucketProblem } from '../s3/bucket-problem.ts';
import type { Bucket } from '../s3/bucket.ts';

/** What a service says becomes `media-store-failed`, with the reason. */
export async function told<T>(bucket: Pick<Bucket, 'name'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw bucketError(bucket, error);
  }
}

export function bucketError({ name }: Pick<Bucket, 'name'>, error: unknown): unknown {
  const problem = describeBucketProblem(error);
  if (problem === null) return error;
  return new AppError(
    'media-store-failed',
    `The files of media in ${name} could not be read or written: ${problem} Tell whoever runs this server, and try again once that is mended.`,
    { cause: error, retryAfterSeconds: 60 },
  );
}
