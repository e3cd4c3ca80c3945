import childProcess from 'node:child_process';
import nodeCrypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';
import { guardMethod, USE_CLOCK, USE_CONTENT, USE_MODEL, type Guard } from './guard-method.ts';

const USE_IMPORT =
  "Nothing would tell when the file changes. Import it (`import text from './file.txt?raw'`), or put its content into the content model";
const USE_NOTHING_OF_MACHINE =
  'The page would be another one on another machine. Put the value into the content model';

/**
 * What Node's own modules answer differently each time: files, the network, other programs, the state of the machine. How a call is
 * refused is said at `guardGlobals`.
 */
export function guardModules(guard: Guard, { buildFolder }: { buildFolder: string }): void {
  guardFiles(exceptOfNode(guard), buildFolder);
  guardNetwork(exceptOfNode(guard));
  guardPrograms(guard);
  guardMachine(guard);
  guardKeys(guard);
}

/** Each has a form of the same name with `Sync`, and one for promises. */
const READING_FILES = [
  'access',
  'glob',
  'lstat',
  'open',
  'opendir',
  'readdir',
  'readFile',
  'readlink',
  'realpath',
  'stat',
  'statfs',
];

function guardFiles(guard: Guard, buildFolder: string): void {
  const isHarmless = ([path]: readonly unknown[]): boolean => isOfTemplates(path, buildFolder);
  const common = { why: USE_IMPORT, isHarmless };
  for (const name of READING_FILES) {
    for (const form of [name, `${name}Sync`])
      guardMethod(guard, { owner: fs, name: form, shown: `fs.${form}()`, ...common });
    guardMethod(guard, { owner: fs.promises, name, shown: `fs.promises.${name}()`, ...common });
  }
  for (const name of ['createReadStream', 'exists', 'existsSync', 'openAsBlob', 'watch', 'watchFile'])
    guardMethod(guard, { owner: fs, name, shown: `fs.${name}()`, ...common });
}

/** What packages and the build brought along changes with the templates alone: a package may load its fonts when it needs them. */
function isOfTemplates(path: unknown, buildFolder: string): boolean {
  if (typeof path !== 'string' && !(path instanceof URL)) return false;
  const file = path instanceof URL || path.startsWith('file:') ? fileURLToPath(path) : path;
  return file.startsWith(buildFolder + sep) || file.includes(`${sep}node_modules${sep}`);
}

function guardNetwork(guard: Guard): void {
  const guardAll = (owner: object, prefix: string, names: readonly string[]): void => {
    for (const name of names)
      guardMethod(guard, { owner, name, shown: `${prefix}.${name}()`, why: USE_MODEL });
  };
  guardAll(http, 'http', ['get', 'request']);
  guardAll(https, 'https', ['get', 'request']);
  guardAll(http2, 'http2', ['connect']);
  guardAll(net, 'net', ['connect', 'createConnection']);
  guardAll(net.Socket.prototype, 'net.Socket', ['connect']);
  guardAll(tls, 'tls', ['connect']);
  guardAll(dgram, 'dgram', ['createSocket']);
  const lookups = [
    'lookup',
    'lookupService',
    ...Object.keys(dns).filter((name) => /^resolve|^reverse/.test(name)),
  ];
  guardAll(dns, 'dns', lookups);
  guardAll(dns.promises, 'dns.promises', lookups);
}

function guardPrograms(guard: Guard): void {
  for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
    guardMethod(guard, { owner: childProcess, name, shown: `child_process.${name}()`, why: USE_MODEL });
  }
  // It would begin without any of these guards.
  guardMethod(guard, { owner: workerThreads, name: 'Worker', shown: 'new Worker()', why: USE_MODEL });
}

function guardMachine(guard: Guard): void {
  for (const name of ['cpuUsage', 'memoryUsage', 'resourceUsage', 'availableMemory', 'uptime']) {
    guardMethod(guard, { owner: process, name, shown: `process.${name}()`, why: USE_CLOCK });
  }
  for (const name of ['freemem', 'loadavg', 'uptime'])
    guardMethod(guard, { owner: os, name, shown: `os.${name}()`, why: USE_CLOCK });
  for (const name of ['hostname', 'networkInterfaces', 'userInfo'])
    guardMethod(guard, { owner: os, name, shown: `os.${name}()`, why: USE_NOTHING_OF_MACHINE });
}

function guardKeys(guard: Guard): void {
  const making = ['generateKey', 'generateKeyPair', 'generatePrime'];
  const names = ['pseudoRandomBytes', 'prng', 'rng', ...making, ...making.map((name) => `${name}Sync`)];
  for (const name of names)
    guardMethod(guard, { owner: nodeCrypto, name, shown: `crypto.${name}()`, why: USE_CONTENT });
  const owner = SubtleCrypto.prototype;
  guardMethod(guard, { owner, name: 'generateKey', shown: 'crypto.subtle.generateKey()', why: USE_CONTENT });
}

/**
 * Node itself reads files to load a module and to know the lines of a stack, and opens a connection for a request that has been asked about
 * already: calls by its own modules go through. Where it only hands a template's call on, as `promisify` does, the template is asked about.
 */
function exceptOfNode(guard: Guard): Guard {
  return (what, why) => {
    if (!isNodes(callingFile())) guard(what, why);
  };
}

function isNodes(file: string | null): boolean {
  return file !== null && NODES.test(file);
}

const NODES =
  /^node:(?:internal\/(?:deps|dns|fs|http2|modules|source_map)\/|(?:_http_\w+|_tls_\w+|dns|fs|http2?|https|net|tls)$)/;

/** Of the innermost frame that is not of the guard, without the source maps: to look into these is to read files. */
function callingFile(): string | null {
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  Error.stackTraceLimit = GUARD_FRAMES + 1;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName());
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder);
  const files = holder.stack as (string | null)[];
  Reflect.set(Error, 'prepareStackTrace', prepare);
  Error.stackTraceLimit = stackTraceLimit;
  return files.find((file) => file !== null && !GUARD_FILE.test(file)) ?? null;
}

const GUARD_FILE = /\/render\/guard(?:ed-modules|-method)\.ts$/;
/** From the method that was called in place of the real one to here. */
const GUARD_FRAMES = 8;
