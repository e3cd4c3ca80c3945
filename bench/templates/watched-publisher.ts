import { join } from 'node:path';
import { startChild } from '../../tests/support/child-process.ts';
import { onExit } from '../site/on-exit.ts';
import type { WatchOrder } from './publisher-child.ts';

/** A process that publishes and builds the templates anew when they are edited. */
export type WatchedPublisher = {
  /** Resolves when the edit before it has been released, with what of the time the build took and what the rest, as the process says. */
  untilReleased(): Promise<{ buildMs: number; releaseMs: number }>;
  stop(): Promise<void>;
};

const PROGRAM = join(import.meta.dirname, 'publisher-child.ts');

/** Resolves when everything is published. */
export async function startWatchedPublisher(order: WatchOrder): Promise<WatchedPublisher> {
  const child = startChild(PROGRAM, [JSON.stringify(order)]);
  const keep = onExit(() => child.process.kill('SIGKILL'));

  async function until(message: string): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (;;) {
      const line = await child.nextLine();
      if (line === null) throw new Error('The publishing process ended early.');
      const parsed = JSON.parse(line) as LogLine;
      lines.push(parsed);
      if (parsed.level >= WARNING) process.stderr.write(`${line}\n`);
      if (parsed.msg === message) return lines;
    }
  }

  await until('started');
  return {
    untilReleased: async () => {
      const lines = await until('released');
      const timings = lines.at(-1)?.release?.timings ?? {};
      const buildMs = lines.find(({ msg }) => msg === 'templates built')?.durationMs ?? 0;
      return { buildMs, releaseMs: Object.values(timings).reduce((sum, ms) => sum + ms, 0) };
    },
    stop: async () => {
      child.process.kill('SIGTERM');
      await child.ended;
      keep();
    },
  };
}

type LogLine = {
  level: number;
  msg: string;
  durationMs?: number;
  release?: { timings: Record<string, number> };
};

/** Of pino. */
const WARNING = 40;
