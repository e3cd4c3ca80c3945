import { useRef, useState } from 'react';
import { ApiError } from '../../../../model/api/api-error.ts';
import { api } from '../../api/api.ts';
import { brokenLinksIn } from '../../content/refused-links.ts';
import type { RedirectRow } from './redirect-csv.ts';

export type ImportLine = {
  line: number;
  redirect: RedirectRow;
  state: 'waiting' | 'done' | 'broken' | 'refused';
  message: string;
  /** Whether the role lets links be left dead. */
  mayBreak?: boolean;
};

type Importing = {
  lines: readonly ImportLine[];
  isBusy: boolean;
  /** After the one that is being changed. The others wait. */
  stop: () => void;
  run: (lines: readonly Pick<ImportLine, 'line' | 'redirect'>[], links?: 'anyway') => Promise<void>;
};

/** One after the other: each is a publication of its own, and one that is refused keeps no other from it. */
export function useImport(): Importing {
  const [lines, setLines] = useState<readonly ImportLine[]>([]);
  const [isBusy, setBusy] = useState(false);
  const isWanted = useRef(false);
  const settle = (settled: ImportLine): void =>
    setLines((all) => all.map((line) => (line.line === settled.line ? settled : line)));
  return {
    lines,
    isBusy,
    stop: () => {
      isWanted.current = false;
    },
    run: async (todo, links) => {
      const waiting = todo.map(({ line, redirect }): ImportLine => ({
        line,
        redirect,
        state: 'waiting',
        message: '',
      }));
      const isTodo = new Set(todo.map(({ line }) => line));
      setLines((before) =>
        [...before.filter(({ line }) => !isTodo.has(line)), ...waiting].toSorted((a, b) => a.line - b.line),
      );
      isWanted.current = true;
      setBusy(true);
      for (const line of waiting) if (isWanted.current) settle(await setOne(line, links));
      setBusy(false);
    },
  };
}

async function setOne(line: ImportLine, links: 'anyway' | undefined): Promise<ImportLine> {
  try {
    await api.setRedirect({ body: line.redirect, query: { links } });
    return { ...line, state: 'done' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const broken = brokenLinksIn(error);
    const message = [error.message, ...error.issues.map((issue) => issue.message)].join(' ');
    if (broken === null) return { ...line, state: 'refused', message };
    return { ...line, state: 'broken', message, mayBreak: broken.mayBreak };
  }
}
