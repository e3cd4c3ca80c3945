import { insertMedia } from '../../../server/store/media.ts';
import { newId } from '../../../server/store/new-id.ts';
import type { Desk } from './desk.ts';

/** A picture that was uploaded and of which nothing is public yet. */
export async function addPicture({ database }: Desk, fileName = 'fjord.jpg'): Promise<string> {
  const id = newId();
  await database.write((tx) =>
    insertMedia(tx, {
      id,
      fileName,
      contentType: 'image/jpeg',
      sizeBytes: 1234,
      hash: 'a'.repeat(64),
      width: 1600,
      height: 900,
      alt: '',
      focalX: 0.5,
      focalY: 0.5,
      createdAt: '2026-03-01T08:00:00.000Z',
      createdBy: null,
      uploadHash: null,
      placeholder: null,
    }),
  );
  return id;
}
