/** A file on the disk that has been changed or taken away since it was chosen. */
export class FileGoneError extends Error {}

export async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new FileGoneError('The file cannot be read any more.', { cause: error });
  }
}
