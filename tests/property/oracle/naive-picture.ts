import sharp from 'sharp';
import type { NaiveAnswer } from './naive-file.ts';

/** What a template draws for the address of a PNG is one. */
export async function asNaivePicture(answer: NaiveAnswer): Promise<NaiveAnswer> {
  const isDrawing = answer.status === 200 && answer.contentType === 'image/svg+xml';
  if (!isDrawing || !answer.path.endsWith('.png')) return answer;
  const bytes = await sharp(answer.bytes).png({ compressionLevel: 6 }).toBuffer();
  return { ...answer, contentType: 'image/png', bytes: new Uint8Array(bytes) };
}
