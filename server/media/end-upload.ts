import { findUpload } from './find-upload.ts';
import { endUpload as forget } from './finish-upload.ts';
import type { Call, MediaContext } from './media-context.ts';

/** Nothing of it is left, but for the file of the library that it may have become. */
export async function endUpload(context: MediaContext, order: Call & { id: string }): Promise<void> {
  await forget(context, await findUpload(context, order));
}
