import type { Readable } from 'node:stream';
import type { PreviewFile } from './preview-port.ts';

/** What is sent for a page in a preview. */
export type Shown = Omit<PreviewFile, 'body'> & { status: number; body: PreviewFile['body'] | Readable };

export type ShownPage = Shown & { location: string | null };
