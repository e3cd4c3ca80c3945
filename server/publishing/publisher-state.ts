import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Alarm } from './idle/sample-pages.ts';
import type { Problem, PublishingProblem } from './publisher-status.ts';
import { targetFolder } from './target/open-target.ts';
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

/** Where the state can be. */
export type StatePlaces = Pick<Config, 'target' | 'dataDir'>;

type StateFileOptions = {
  config: StatePlaces;
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
  const [file, elsewhere] = stateFilesOf(config);
  const { pid } = process;
  let known = '';

  function write(state: Omit<PublisherState, 'since'>): void {
    const since = new Date().toISOString();
    const text = `${JSON.stringify({ ...state, since }, null, 2)}\n`;
    try {
      replaceFile(file, text);
      rmSync(elsewhere, { force: true });
    } catch (error) {
      // The target is full, read-only or away, which is what there is to tell.
      log.warn({ err: error }, 'the state of the publisher could not be written beside the site');
      replaceFile(elsewhere, text);
    }
  }

  return {
    tellState: (state, problem) => {
      const templateBuild = templates.current().id;
      const templateProblem = templates.problem();
      const now = { pid, state, templateBuild, problem, templateProblem, alarms: alarms() };
      const text = JSON.stringify(now);
      if (text === known && (existsSync(file) || existsSync(elsewhere))) return;
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
export function readPublisherState(config: StatePlaces): PublisherState | null {
  const found = stateFilesOf(config).flatMap((file) => readState(file) ?? []);
  return found.toSorted((a, b) => b.since.localeCompare(a.since))[0] ?? null;
}

function readState(file: string): PublisherState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there, or of another version of this program: either way nothing is known.
    return null;
  }
}

/** All of it or nothing, and nothing beside it. */
function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}

/** Beside the trees: all processes of a site see the target, and each may have a data folder of its own. There only where the target takes nothing. */
function stateFilesOf({ dataDir, target }: StatePlaces): [string, string] {
  return [join(targetFolder(target), 'publisher-state.json'), join(dataDir, 'publisher-state.json')];
}
