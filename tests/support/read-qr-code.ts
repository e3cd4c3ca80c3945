import type { Locator } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';

type Pixels = { data: number[]; width: number; height: number };

/** Runs in the page, which knows how to read a picture. */
const pixelsOf = (png: Buffer): string => `(async () => {
  const bytes = new Uint8Array(${JSON.stringify([...png])});
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return { data: [...context.getImageData(0, 0, width, height).data], width, height };
})()`;

/** What a telephone reads that is held before the screen. */
export async function readQrCode(picture: Locator): Promise<string> {
  const png = await picture.screenshot();
  const { data, height, width } = await picture.page().evaluate<Pixels>(pixelsOf(png));
  return decodeQR({ data: Uint8ClampedArray.from(data), width, height });
}
