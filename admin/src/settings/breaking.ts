import { useState } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { brokenLinksIn, type BrokenLink } from '../content/refused-links.ts';

export type Broken = {
  links: readonly BrokenLink[];
  mayBreak: boolean;
  /** Does it all the same. */
  goOn: () => Promise<void>;
};

type Work = (links: 'anyway' | undefined) => Promise<void>;

/** Does what may leave links dead: what is refused for that waits until somebody has decided. */
export function useBreaking(): {
  broken: Broken | null;
  attempt: (work: Work) => Promise<void>;
  forget: () => void;
} {
  const [broken, setBroken] = useState<Broken | null>(null);
  return {
    broken,
    attempt: async (work) => {
      try {
        await work(undefined);
      } catch (error) {
        const found = error instanceof ApiError ? brokenLinksIn(error) : null;
        if (found === null) throw error;
        setBroken({ ...found, goOn: async () => await work('anyway') });
      }
    },
    forget: () => setBroken(null),
  };
}
