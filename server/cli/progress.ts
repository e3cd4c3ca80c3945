import type { Cli } from './cli.ts';

export type Progress = {
  /** A stage with the same name goes on; another one takes a line of its own. */
  show(stage: string, done: number, total: number): void;
  /** The bar goes, so that what follows has its line. Idempotent. */
  end(): void;
};

const BAR_WIDTH = 24;
/** More often than this nobody sees. */
const REDRAW_MS = 80;
/** Without a terminal a line as a stage begins and ends, and one whenever so much time has passed. */
const LINE_MS = 10_000;

/** A bar on a terminal, plain lines elsewhere. */
export function createProgress(cli: Cli): Progress {
  let current = '';
  let shownAt = 0;
  let noted = '';

  function showBar(stage: string, line: string, isDone: boolean): void {
    const now = Date.now();
    if (stage === current && !isDone && now - shownAt < REDRAW_MS) return;
    shownAt = now;
    current = stage;
    cli.redraw?.(line);
  }

  function showLine(stage: string, line: string, isDone: boolean): void {
    const now = Date.now();
    if (line === noted || (stage === current && !isDone && now - shownAt < LINE_MS)) return;
    shownAt = now;
    current = stage;
    noted = line;
    cli.note(line);
  }

  return {
    show: (stage, done, total) => {
      const counts = `${done} of ${total}`;
      const isDone = done >= total;
      if (cli.redraw === undefined) showLine(stage, `${stage}: ${counts}`, isDone);
      else showBar(stage, `${stage.padEnd(14)} ${barOf(done, total)} ${counts}`, isDone);
    },
    end: () => {
      if (current !== '') cli.redraw?.('');
      current = '';
    },
  };
}

function barOf(done: number, total: number): string {
  const filled = total === 0 ? BAR_WIDTH : Math.round((BAR_WIDTH * Math.min(done, total)) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}
