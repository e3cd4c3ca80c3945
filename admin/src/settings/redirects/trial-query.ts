import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { BrokenLink } from '../../content/refused-links.ts';
import { refusalWords } from './refusal-words.ts';
import { askAsVisitor } from './ask-as-visitor.ts';
import type { RedirectRow } from './redirect-csv.ts';
import { partsOf } from './use-import.ts';

export type Trial = {
  /** By the line, why it would be refused. */
  refused: ReadonlyMap<number, string>;
  brokenLinks: readonly BrokenLink[];
  /** Paths that they lead to and where nothing is: that may come later. */
  emptyTargets: ReadonlySet<string>;
};

/** Each of them is asked of the site. */
const TARGETS_ASKED = 200;

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
      return { refused, brokenLinks, emptyTargets: await emptyTargetsOf(lines) };
    },
    staleTime: 0,
    gcTime: 0,
  });
}

async function emptyTargetsOf(lines: readonly Line[]): Promise<ReadonlySet<string>> {
  const redirects = lines.map(({ redirect }) => redirect);
  const set = new Set(redirects.map(({ path }) => path));
  const targets = new Set(redirects.flatMap(({ to }) => (to?.kind === 'path' ? [to.path] : [])));
  const empty = new Set<string>();
  for (const target of [...targets].filter((path) => !set.has(path)).slice(0, TARGETS_ASKED))
    if ((await askAsVisitor(target, redirects)).kind === 'none') empty.add(target);
  return empty;
}
