import { uploadSchema } from '../../../model/api/media.ts';
import { newId } from '../../../server/store/new-id.ts';
import type { Client } from './client.ts';

/** Whoever may begin one asks about their own. */
export async function prepareUpload(route: string, path: string, client: Client) {
  const headers = { 'Upload-Length': '4' };
  if (route === 'POST /api/v1/uploads') return { address: path, headers, body: undefined };
  const file = { fileName: 'a.jpg', sizeBytes: 4 };
  if (path.endsWith('/direct')) return { address: path, headers: {}, body: file };
  const begun = uploadSchema.safeParse((await client.send('POST', '/api/v1/uploads', { headers })).json);
  const address = path.replace(':id', begun.data?.id ?? newId());
  if (path.endsWith('/finish')) return { address, headers: {}, body: {} };
  if (!route.startsWith('PATCH')) return { address, headers: {}, body: undefined };
  const piece = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' };
  return { address, headers: piece, body: undefined, bytes: Buffer.from('ab') };
}
