import { AppError } from '../errors.ts';

const underWay = new Set<string>();

/** Of one upload one thing at a time, within this process; between processes the offset in the database decides. */
export async function uploadAlone<T>({ id }: { id: string }, work: () => Promise<T>): Promise<T> {
  if (isUnderWay({ id })) throw uploadBusy();
  underWay.add(id);
  try {
    return await work();
  } finally {
    underWay.delete(id);
  }
}

export function isUnderWay({ id }: { id: string }): boolean {
  return underWay.has(id);
}

export function uploadBusy(): AppError {
  return new AppError(
    'upload-busy',
    'Another request is adding to this upload. Nothing of this one was kept; ask where the upload stands, and go on from there.',
  );
}
