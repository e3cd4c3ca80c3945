import { spawn } from 'node:child_process';
import * as modules from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeReady } from './make-ready.mjs';
import { ROOT } from './root.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Makes the checkout ready and runs one of its programs: in this very process where this Node is new enough, so that nothing
 * stands between the program and its signals, else in a child process under the Node in `.runtime`.
 *
 * @param {string} program Path from the root of the checkout.
 * @param {string[]} args
 * @param {{ flags?: string[] }} options Flags of Node.
 */
export async function launch(program, args, { flags = [] } = {}) {
  if (flags.length > 0) beginAgainWith(flags);
  const path = join(ROOT, program);
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent();
  const node = await makeReadyOrExit();
  if (node === process.execPath) {
    process.argv.splice(1, Infinity, path, ...args);
    keepCompiled();
    await import(pathToFileURL(path).href);
  } else {
    runAsChild(node, [...flags, path, ...args]);
  }
}

/**
 * As the same process, since flags and the allocator's settings count from the start. Where a system or an older Node cannot do that, the program runs
 * without.
 *
 * @param {string[]} flags
 */
function beginAgainWith(flags) {
  if (flags.every((flag) => process.execArgv.includes(flag)) || process.execve === undefined) return;
  const args = [process.execPath, ...process.execArgv, ...flags, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...ENVIRONMENT, ...process.env });
}

/** Without it, two fifths of the time that a short command takes go into compiling the program. Older versions of Node cannot do that. */
function keepCompiled() {
  modules.enableCompileCache?.(join(ROOT, '.runtime', 'compiled'));
}

/** Told to stop, npm ends the shell between it and us, and the shell passes nothing on: we learn of it by being orphaned. */
function stopWithParent() {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_LOOK_MS);
  look.unref();
}

const PARENT_LOOK_MS = 500;

async function makeReadyOrExit() {
  try {
    return await makeReady();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    return process.exit(1);
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function runAsChild(node, args) {
  const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { ...ENVIRONMENT, ...process.env, PATH: path };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of FORWARDED_SIGNALS) {
    process.on(signal, () => {
      if (!(signal === 'SIGINT' && inTerminal())) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * What has been freed, glibc keeps: for each thread apart, and whatever lies below something that is still in use. After a whole site has been
 * rendered, that is two hundred megabytes. Where a page of text has a place of its own, it goes back at once. Other systems have no such settings.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Of libuv's four threads, all wait for the disk when the files of a release are written, and what is to be compressed waits behind them. */
const THREADS = { UV_THREADPOOL_SIZE: '16' };

/** The Dockerfile says the same. */
const ENVIRONMENT = { ...ALLOCATOR, ...THREADS };

/** @type {NodeJS.Signals[]} */
const FORWARDED_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** A terminal sends Ctrl-C to every process in it: a forwarded one would be the child's second. */
function inTerminal() {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}
