import sharp from 'sharp';

type Wanted = {
  width?: number;
  height?: number;
  format?: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';
  seed?: number;
};

/** A picture that shows something, as a camera or a program writes one. */
export async function pictureBytes({
  format = 'jpeg',
  height = 90,
  seed = 1,
  width = 160,
}: Wanted = {}): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      pixels[at] = (x * 255) / width;
      pixels[at + 1] = (y * 255) / height;
      pixels[at + 2] = (seed * 37) % 256;
    }
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** Lies on its side, was taken somewhere by somebody, and is in a wider colour space. */
export async function cameraBytes(): Promise<Buffer> {
  const upright = await pictureBytes({ width: 160, height: 90 });
  return await sharp(upright)
    .withExif({
      IFD0: { Copyright: 'SECRET-COPYRIGHT', Artist: 'SECRET-ARTIST' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>SECRET-XMP</rdf></x:xmpmeta>')
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
}

export async function animationBytes(format: 'gif' | 'webp', frames = 3): Promise<Buffer> {
  const all = await Promise.all(
    Array.from({ length: frames }, (_, seed) => pictureBytes({ width: 40, height: 30, format: 'png', seed })),
  );
  return await sharp(all, { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

export const PDF_BYTES = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
