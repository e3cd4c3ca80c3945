import type { z } from 'zod';
import type { linksPlannedSchema } from '../../model/api/link-order.ts';
import type { LinkResolution } from '../authoring/link-order.ts';

/** What is to become of links, as the use cases take it. */
export function linkOrderOf({ resolve }: z.output<typeof linksPlannedSchema>): { resolve: LinkResolution[] } {
  return {
    resolve: resolve.map((resolution) => {
      if (resolution.by !== 'replace') return resolution;
      const { with: target, ...rest } = resolution;
      return { ...rest, with: 'url' in target ? { href: target.url } : target };
    }),
  };
}
