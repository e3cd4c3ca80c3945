import { AppError } from '../../errors.ts';

/** Runs the work, and says in plain words what the disk refused. */
export function asTargetError<T>(root: string, work: () => T): T {
  try {
    const result = work();
    return result instanceof Promise ? (result.catch((error: unknown) => rethrow(root, error)) as T) : result;
  } catch (error) {
    return rethrow(root, error);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this process may not write there. Give it the right to.',
  EDQUOT: 'the disk quota is used up. Free some space.',
  EIO: 'the disk reports an error. Check it.',
  EMFILE: 'this process has too many open files. Raise its limit (ulimit -n).',
  ENOENT: 'a folder was deleted there meanwhile. It is made again.',
  ENFILE: 'this machine has too many open files. Raise its limit.',
  ENOSPC: 'the disk is full: no space or no inodes are left. Free some.',
  EPERM: 'this process may not write there. Give it the right to.',
  EROFS: 'the disk is mounted read-only. Mount it for writing.',
  SQLITE_CANTOPEN: 'this process may not write there. Give it the right to.',
  SQLITE_FULL: 'the disk is full. Free some space.',
  SQLITE_READONLY: 'this process may not write there. Give it the right to.',
};

function rethrow(root: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // SQLite tells what it could not write by the code's second half, not why; a full disk is by far the usual reason.
  const problem =
    PROBLEMS[code] ?? (code.startsWith('SQLITE_IOERR') ? 'the disk is full or broken. Check it.' : undefined);
  if (problem === undefined || error instanceof AppError) throw error;
  throw new AppError(
    'target-failed',
    `The public files in ${root} could not be written: ${problem} Visitors still read the last release; publishing goes on by itself afterwards.`,
    { cause: error, retryAfterSeconds: 60 },
  );
}
