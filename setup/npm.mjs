import { execFileSync, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { SetupError, explainFailure } from './setup-error.mjs';

/** npm's own settings for a flaky network wait for minutes before they give up. */
const OPTIONS = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/**
 * Runs `npm ci`: exactly what the lock file names, and no install scripts.
 *
 * @param {{ node: string, folder: string, lock: import('./lock.mjs').SetupLock }} options
 */
export async function npmCi({ node, folder, lock }) {
  const { command, args } = findNpm(node);
  const child = spawn(command, [...args, 'ci', ...OPTIONS], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: args.length === 0 && process.platform === 'win32',
  });
  lock.alsoHeldBy(child.pid ?? process.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const stopListening = endWithThisProcess(child);
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  stopListening();
  if (code !== 0) throw npmFailure(output);
}

/** @param {string} output */
function npmFailure(output) {
  const advice = explainFailure(output) ?? 'What npm says above is the reason.';
  return new SetupError(
    `${output.trim().split('\n').slice(-15).join('\n')}\n\nnpm could not install the packages. ${advice}`,
  );
}

/**
 * npm decides by the Node that runs it which optional packages fit, so the Node that will use the packages runs it. Some
 * distributions' npm runs under their own Node only; that one is then used as it is.
 *
 * @param {string} node
 * @returns {{ command: string, args: string[] }}
 */
function findNpm(node) {
  const onPath = npmOnPath();
  for (const script of npmScripts(onPath)) {
    if (existsSync(script) && runs(node, [script, '--version'])) return { command: node, args: [script] };
  }
  if (onPath !== null) return { command: onPath, args: [] };
  throw new SetupError(
    'npm was not found. It comes with Node from https://nodejs.org; some systems have it in a package of its own, named "npm". Install it and run the same command again.',
  );
}

/**
 * @param {string | null} onPath
 * @returns {string[]} Where npm's program in JavaScript may be.
 */
function npmScripts(onPath) {
  const folder = dirname(process.execPath);
  return [
    process.env['npm_execpath'] ?? '',
    onPath === null ? '' : realpathSync(onPath),
    join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(folder, 'node_modules/npm/bin/npm-cli.js'),
  ].filter((path) => basename(path) === 'npm-cli.js');
}

/** @returns {string | null} */
function npmOnPath() {
  const name = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const folder = (process.env['PATH'] ?? '')
    .split(delimiter)
    .find((candidate) => existsSync(join(candidate, name)));
  return folder === undefined ? null : join(folder, name);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function runs(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * A signal that ends this process ends npm first: an npm left behind would write into the folder that the next set-up makes.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void}
 */
function endWithThisProcess(child) {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    child.once('exit', () => {
      process.removeListener(signal, stop);
      process.kill(process.pid, signal);
    });
    child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}
