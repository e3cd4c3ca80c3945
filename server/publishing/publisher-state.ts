import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Alarm } from './idle/sample-pages.ts';
import type { Problem, PublishingProblem } from './publisher-status.ts';
import type { Templates } from './template-build/open-templates.ts';

const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  template: z.string().nullable(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })),
});

const publishingProblemSchema = problemSchema.extend({
  seq: z.number(),
  isReleased: z.boolean(),
  since: z.string(),
  attempts: z.number(),
  retryAt: z.string(),
});

const alarmSchema = z.object({
  path: z.string(),
  at: z.string(),
  found: z.string(),
  reads: z.array(z.string()),
});

const stateSchema = z.object({
  pid: z.number(),
  state: z.enum(['running', 'stopped']),
  templateBuild: z.string(),
  problem: publishingProblemSchema.nullable(),
  templateProblem: problemSchema.nullable(),
  alarms: z.array(alarmSchema).default([]),
  since: z.string(),
});

/** What other processes cannot see of the publisher from the database and the target. */
export type PublisherState = {
  /** Of the process that publishes, or was the last one to. */
  pid: number;
  state: 'running' | 'stopped';
  templateBuild: string;
  problem: PublishingProblem | null;
  templateProblem: Problem | null;
  /** Pages that samples found to be other than they should be. The newest last. */
  alarms: readonly Alarm[];
  /** When this began to be so. */
  since: string;
};

export type PublisherStateFile = {
  /** Written when something changes alone: a publication that goes live costs nothing here. */
  tellState: (state: PublisherState['state'], problem: PublishingProblem | null) => void;
};

type StateFileOptions = {
  config: Pick<Config, 'target'>;
  log: Log;
  templates: Pick<Templates, 'current' | 'problem'>;
  alarms: () => readonly Alarm[];
};

export function createPublisherStateFile({
  alarms,
  config,
  log,
  templates,
}: StateFileOptions): PublisherStateFile {
  const { root } = config.target;
  const file = stateFileOf(root);
  const { pid } = process;
  let known = '';

  function write(state: Omit<PublisherState, 'since'>): void {
    const since = new Date().toISOString();
    const temporary = `${file}.${pid}`;
    mkdirSync(root, { recursive: true });
    writeFileSync(temporary, `${JSON.stringify({ ...state, since }, null, 2)}\n`);
    renameSync(temporary, file);
  }

  return {
    tellState: (state, problem) => {
      const templateBuild = templates.current().id;
      const templateProblem = templates.problem();
      const now = { pid, state, templateBuild, problem, templateProblem, alarms: alarms() };
      const text = JSON.stringify(now);
      if (text === known && existsSync(file)) return;
      try {
        write(now);
        known = text;
      } catch (error) {
        // A full disk, most likely. It stands in no release's way here, and is tried again after the next round.
        log.warn({ err: error }, 'the state of the publisher could not be written down');
      }
    },
  };
}

/** Null where no publisher has run with this target. */
export function readPublisherState({ root }: { root: string }): PublisherState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFileOf(root), 'utf8')));
  } catch {
    // Not there, or of another version of this program: either way nothing is known.
    return null;
  }
}

/** Beside the trees: all processes of a site see the target, and each may have a data folder of its own. */
function stateFileOf(root: string): string {
  return join(root, 'publisher-state.json');
}
