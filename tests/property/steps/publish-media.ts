import { publishMedia, removeMedia } from '../harness/fact-actions.ts';
import type { StepKind } from './step.ts';

const ALTS = ['', 'A picture', 'Another & more'];
const FORMATS = ['avif', 'webp'];

/** What is said of a file becomes public, or that it is gone. */
export const publishMediaStep: StepKind = {
  weight: 5,
  run: async (world, choose) => {
    const mediaId = choose.one(world.site.media);
    if (mediaId === undefined) return;
    if (choose.number(4) === 0) return await removeMedia(world, mediaId);
    const alt = choose.one(ALTS) ?? '';
    const width = 100 * (1 + choose.number(3));
    const variant = {
      format: choose.one(FORMATS) ?? '',
      width,
      height: width,
      hash: String(choose.number(2)).repeat(64),
    };
    const variants = choose.number(2) === 0 ? [] : [variant];
    await publishMedia(world, { mediaId, alt, focalX: choose.number(3) / 2, variants });
  },
};
