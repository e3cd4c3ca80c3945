import sharp from 'sharp';

/** As from a telephone some years ago, held upright. */
const WIDTH = 2_400;
const HEIGHT = 1_800;
/** As much as a sensor has in shadow: without it, encoders would have nothing to do. */
const GRAIN = 12;

/** Not one, but with what makes encoding one take its time: slopes, edges and grain. The same for the same seed. */
export async function photographBytes(seed: number): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  let state = seed;
  for (let y = 0, at = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const grain = (state >>> 24) % GRAIN;
      const edge = Math.sin((x * seed) / 37) + Math.cos(y / 23) > 0.6 ? 60 : 0;
      pixels[at++] = (x * 180) / WIDTH + edge + grain;
      pixels[at++] = (y * 180) / HEIGHT + grain;
      pixels[at++] = 90 + 60 * Math.sin((x + y) / 211) + grain;
    }
  return await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
}
