import childProcess from 'node:child_process';
import nodeCrypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { sep } from 'node:path';
import sqlite from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import tls from 'node:tls';
import { exceptOfAnyOfNode, exceptOfNode } from './guard-caller.ts';
import { guardMachine } from './guarded-machine.ts';
import { USE_CONTENT, USE_MODEL, type Guard } from './guard.ts';
import { guardMethod } from './guard-method.ts';

const USE_IMPORT =
  "Nothing would tell when the file changes. Import it (`import text from './file.txt?raw'`), or put its content into the content model";

/**
 * What Node's own modules answer differently each time: files, the network, other programs, the state of the machine. How a call is
 * refused is said at `guardGlobals`.
 */
export function guardModules(guard: Guard, { buildFolder }: { buildFolder: string }): void {
  guardFiles(exceptOfNode(guard), buildFolder);
  guardNetwork(exceptOfNode(guard));
  guardPrograms(guard);
  guardMachine(exceptOfAnyOfNode(guard));
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
  const database = { owner: sqlite, name: 'DatabaseSync', shown: 'new DatabaseSync()' };
  guardMethod(guard, { ...database, why: USE_MODEL });
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
}

function guardKeys(guard: Guard): void {
  const guardAll = (owner: object, prefix: string, names: readonly string[]): void => {
    for (const name of names)
      guardMethod(guard, { owner, name, shown: `${prefix}.${name}()`, why: USE_CONTENT });
  };
  const making = ['generateKey', 'generateKeyPair', 'generatePrime'];
  const names = ['pseudoRandomBytes', 'prng', 'rng', ...making, ...making.map((name) => `${name}Sync`)];
  // Encrypting and most kinds of signing draw by chance.
  const drawing = ['createDiffieHellman', 'encapsulate', 'publicEncrypt', 'sign'];
  guardAll(nodeCrypto, 'crypto', [...names, ...drawing]);
  const { DiffieHellman, DiffieHellmanGroup, ECDH, Sign } = nodeCrypto;
  guardAll(ECDH.prototype, 'crypto.ECDH', ['generateKeys']);
  guardAll(DiffieHellman.prototype, 'crypto.DiffieHellman', ['generateKeys']);
  guardAll(DiffieHellmanGroup.prototype, 'crypto.DiffieHellmanGroup', ['generateKeys']);
  guardAll(Sign.prototype, 'crypto.Sign', ['sign']);
  guardAll(SubtleCrypto.prototype, 'crypto.subtle', ['encapsulateBits', 'encapsulateKey', 'generateKey']);
  for (const name of ['encrypt', 'sign'])
    guardMethod(guard, {
      owner: SubtleCrypto.prototype,
      name,
      shown: `crypto.subtle.${name}()`,
      why: USE_CONTENT,
      isHarmless: ([algorithm]) => !DRAWING_ALGORITHM.test(nameOf(algorithm)),
    });
}

const DRAWING_ALGORITHM = /^(?:ECDSA|RSA-OAEP|RSA-PSS|ML-DSA.*)$/i;

function nameOf(algorithm: unknown): string {
  if (typeof algorithm === 'object' && algorithm !== null) return String(Reflect.get(algorithm, 'name'));
  return String(algorithm);
}
