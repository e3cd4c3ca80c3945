import { useRef, useState } from 'react';
import { ApiError } from '../../../../model/api/api-error.ts';
import { REDIRECTS_MAX } from '../../../../model/limits.ts';
import { api } from '../../api/api.ts';
import { brokenLinksIn } from '../../content/refused-links.ts';
import { refusalWords } from './refusal-words.ts';
import type { RedirectRow } from './redirect-csv.ts';

export type ImportLine = {
  line: number;
  redirect: RedirectRow;
  state: 'waiting' | 'done' | 'broken' | 'refused';
  message: string;
  /** Whether the role lets links be left dead. */
  mayBreak?: boolean;
};

type Asked = Pick<ImportLine, 'line' | 'redirect'>;

type Importing = {
  lines: readonly ImportLine[];
  /** Their numbers in the log. */
  publications: readonly number[];
  isBusy: boolean;
  /** After the part that is being changed. The others wait. */
  stop: () => void;
  run: (lines: readonly Asked[], links?: 'anyway') => Promise<void>;
};

/** All of them are one publication, as far as one holds them; a line that is refused keeps no other from it. */
export function useImport(): Importing {
  const [lines, setLines] = useState<readonly ImportLine[]>([]);
  const [publications, setPublications] = useState<readonly number[]>([]);
  const [isBusy, setBusy] = useState(false);
  const isWanted = useRef(false);
  const settle = (settled: readonly ImportLine[]): void => {
    const byLine = new Map(settled.map((line) => [line.line, line]));
    setLines((all) => all.map((line) => byLine.get(line.line) ?? line));
  };
  return {
    lines,
    publications,
    isBusy,
    stop: () => {
      isWanted.current = false;
    },
    run: async (todo, links) => {
      const isTodo = new Set(todo.map(({ line }) => line));
      setLines((before) =>
        [...before.filter(({ line }) => !isTodo.has(line)), ...todo.map(waiting)].toSorted(
          (a, b) => a.line - b.line,
        ),
      );
      isWanted.current = true;
      setBusy(true);
      for (const part of partsOf(todo)) {
        if (!isWanted.current) break;
        const { settled, seq } = await setPart(part, links);
        settle(settled);
        if (seq !== null) setPublications((before) => [...before, seq]);
      }
      setBusy(false);
    },
  };
}

function waiting({ line, redirect }: Asked): ImportLine {
  return { line, redirect, state: 'waiting', message: '' };
}

export function partsOf<Line>(lines: readonly Line[]): Line[][] {
  const count = Math.ceil(lines.length / REDIRECTS_MAX);
  return Array.from({ length: count }, (_, part) =>
    lines.slice(part * REDIRECTS_MAX, (part + 1) * REDIRECTS_MAX),
  );
}

type PartSet = { settled: ImportLine[]; seq: number | null };

async function setPart(part: readonly Asked[], links: 'anyway' | undefined): Promise<PartSet> {
  const redirects = part.map(({ redirect }) => redirect);
  try {
    const { publication, results } = (
      await api.setRedirects({ body: { redirects, ...(links !== undefined && { links }) } })
    ).body;
    const settled = part.map(async ({ line, redirect }, index): Promise<ImportLine> => {
      const problem = results[index]?.problem ?? null;
      return problem === null
        ? { line, redirect, state: 'done', message: '' }
        : { line, redirect, state: 'refused', message: await refusalWords(problem) };
    });
    return { settled: await Promise.all(settled), seq: publication?.seq ?? null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const broken = brokenLinksIn(error);
    const message = [error.message, ...error.issues.map((issue) => issue.message)].join(' ');
    const about =
      broken === null
        ? ({ state: 'refused', message } as const)
        : ({ state: 'broken', message, mayBreak: broken.mayBreak } as const);
    return { settled: part.map((line) => Object.assign({}, line, about)), seq: null };
  }
}
