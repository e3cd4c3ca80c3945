import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { BrokenLink } from '../../content/refused-links.ts';
import { refusalWords } from './refusal-words.ts';
import type { RedirectRow } from './redirect-csv.ts';
import { partsOf } from './use-import.ts';

export type Trial = {
  /** By the line, why it would be refused. */
  refused: ReadonlyMap<number, string>;
  brokenLinks: readonly BrokenLink[];
};

type Line = { line: number; redirect: RedirectRow };

/** What would become of them, before anything does. `text` is what they were read from. */
export function trialQuery({ lines, text }: { lines: readonly Line[]; text: string }) {
  return queryOptions({
    queryKey: ['redirect-trial', text],
    queryFn: async ({ signal }): Promise<Trial> => {
      const refused = new Map<number, string>();
      const brokenLinks: BrokenLink[] = [];
      for (const part of partsOf(lines)) {
        const redirects = part.map(({ redirect }) => redirect);
        const { body } = await api.setRedirects({ signal, body: { redirects, isTrial: true } });
        brokenLinks.push(...body.brokenLinks);
        for (const [index, { problem }] of body.results.entries()) {
          const line = part[index]?.line;
          if (problem !== null && line !== undefined) refused.set(line, await refusalWords(problem));
        }
      }
      return { refused, brokenLinks };
    },
    staleTime: 0,
    gcTime: 0,
  });
}
