import type { StepKind } from './step.ts';

/** The site's files change while the publisher is away. */
export const switchTemplates: StepKind = {
  weight: 3,
  run: async (world, choose) => {
    const variant = choose.number(world.site.variants.length);
    await world.restart(() => world.switchTemplates(variant));
  },
};
