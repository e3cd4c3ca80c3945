import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { hashFiles } from '../../hash-files.ts';
import type { AstroBuildAnswer, AstroBuildRequest } from './astro-build-process.ts';
import { publicEnvironment } from './build-inputs.ts';

export type BuildProcessOptions = {
  projectRoot: string;
  siteUrl: string;
  templateKey: string;
  /** Ends it. */
  signal?: AbortSignal | undefined;
};

/** Runs `astro build`, each time in a process of its own: Astro and Vite keep state for as long as they live. */
export type RunBuild = (request: AstroBuildRequest) => Promise<AstroBuildAnswer>;

/** What would take longer hangs. */
export const BUILD_TIMEOUT_MS = 5 * 60_000;
const OUTPUT_KEPT_CHARACTERS = 4_000;

export function createRunBuild(options: BuildProcessOptions): RunBuild {
  return (request) => startBuildProcess(options).build(request);
}

/** Out of the way of what the build before is used for: rendering the pages, on all cores. */
const START_AHEAD_AFTER_MS = 1_000;

/**
 * For whoever waits to see what they have saved: the process of the next build is started ahead. Loading the compiler is a third of a build's time.
 * It takes some memory while it waits.
 */
export function createRunBuildAhead(options: BuildProcessOptions): RunBuild {
  let waiting: BuildProcess | null = null;

  function start(): void {
    if (options.signal?.aborted !== true) waiting ??= startBuildProcess(options);
  }

  const startLater = (): void => void setTimeout(start, START_AHEAD_AFTER_MS).unref();

  function take(): BuildProcess {
    const taken = waiting;
    waiting = null;
    if (taken?.isUsable() === true) return taken;
    taken?.stop();
    return startBuildProcess(options);
  }

  startLater();
  return async (request) => {
    try {
      return await take().build(request);
    } finally {
      startLater();
    }
  };
}

type BuildProcess = {
  /** Once. */
  build: RunBuild;
  /** Whether it runs, and what it has loaded is what would be loaded now. */
  isUsable(): boolean;
  stop(): void;
};

function startBuildProcess(options: BuildProcessOptions): BuildProcess {
  const { projectRoot, signal } = options;
  const loaded = hashLoaded(projectRoot);
  const child = fork(fileURLToPath(new URL('astro-build-process.ts', import.meta.url)), {
    cwd: projectRoot,
    env: buildEnvironment(options),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    ...(signal && { signal }),
  });
  const ending = answerOf(child);
  // Nobody may ask how it ends. One that waits ends with its channel too, however this process ends.
  ending.catch(() => undefined);
  return {
    build: async (request) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), BUILD_TIMEOUT_MS);
      child.send(request);
      return await ending.finally(() => clearTimeout(timer));
    },
    isUsable: () =>
      child.exitCode === null && child.signalCode === null && hashLoaded(projectRoot) === loaded,
    stop: () => void child.kill('SIGKILL'),
  };
}

/** What a process loads before it is told what to build. */
const LOADED = ['content-cache', 'model', 'package-lock.json', 'server/publishing/template-build'];

function hashLoaded(projectRoot: string): string {
  const hash = createHash('sha256');
  hashFiles(hash, { root: projectRoot, paths: LOADED });
  return hash.digest('hex');
}

function answerOf(child: ChildProcess): Promise<AstroBuildAnswer> {
  let output = '';
  const keepOutput = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_KEPT_CHARACTERS);
  };
  child.stdout?.on('data', keepOutput);
  child.stderr?.on('data', keepOutput);
  return new Promise((answerWith, reject) => {
    let answer: AstroBuildAnswer | undefined;
    child.once('message', (message) => (answer = message as AstroBuildAnswer));
    child.on('error', reject);
    child.once('exit', (code, signal) => {
      const ending = `The build ended early (${signal ?? `exit code ${code}`}). ${output.trim()}`;
      answerWith(answer ?? { ok: false, failure: { message: ending, file: null, line: null, column: null } });
    });
  });
}

/** Templates see no secret of ours, and no variable that could differ from one process to the next. */
function buildEnvironment({ siteUrl, templateKey }: BuildProcessOptions): NodeJS.ProcessEnv {
  return {
    ...publicEnvironment(),
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    NODE_ENV: 'production',
    ASTRO_TELEMETRY_DISABLED: '1',
    ASTRO_KEY: templateKey,
    SITE_URL: siteUrl,
  };
}
