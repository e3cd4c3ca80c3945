import { AppError } from '../../../errors.ts';
import { describeBucketProblem } from '../../../s3/bucket-problem.ts';
import type { Bucket } from '../../../s3/bucket.ts';

/** Runs the work, and says in plain words what the service refused. */
export async function asBucketError<T>({ name }: Pick<Bucket, 'name'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const problem = error instanceof AppError ? null : describeBucketProblem(error);
    if (problem === null) throw error;
    throw new AppError(
      'target-failed',
      `The public files in ${name} could not be read or written: ${problem} Visitors still read what is there; publishing goes on by itself afterwards, from where it was.`,
      { cause: error, retryAfterSeconds: 60 },
    );
  }
}
