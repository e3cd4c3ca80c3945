import { AppError } from '../../errors.ts';
import type { TargetChange } from './target.ts';

/** File systems allow 255 bytes a name; `.gz` and `.br` come on top. */
const MAX_NAME_BYTES = 250;
/** Linux allows 4,096 for a whole path, the folder of the target included. */
const MAX_PATH_BYTES = 2_100;

/** Throws for a name that could leave the tree, or that the file system cannot hold. Nothing has been written by then. */
export function assertSafeNames(changes: readonly TargetChange[]): void {
  for (const { file } of changes) {
    const problem = nameProblem(file);
    if (problem !== null) throw unsafeName(file, problem);
  }
}

function nameProblem(file: string): string | null {
  if (Buffer.byteLength(file) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`;
  if (!file.isWellFormed() || /[\\\0]/.test(file)) return 'it holds a character that names of files cannot';
  for (const name of file.split('/')) {
    if (name === '' || name === '.' || name === '..') return 'it leads out of the folder of public files';
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      return `one of its parts is longer than ${MAX_NAME_BYTES} bytes`;
  }
  return null;
}

function unsafeName(file: string, problem: string): AppError {
  return new AppError('target-failed', `The file ${JSON.stringify(file)} cannot be published: ${problem}.`);
}
