import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{
 *   version?: string | undefined, integrity?: string, optional?: boolean, devOptional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 * }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages By path, such as `node_modules/koa`.
 */

/**
 * The paths of the packages that package-lock.json asks for on this platform and that are not installed. npm keeps the list of what
 * is installed in `node_modules/.package-lock.json`, and writes it at the end of an installation.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function missingPackages(folder) {
  const locked = readPackages(join(folder, 'package-lock.json'));
  const installed = readPackages(join(folder, 'node_modules/.package-lock.json'));
  return neededPackages(locked).filter((path) => {
    const [wanted, found] = [locked[path], installed[path]];
    return found === undefined || found.version !== wanted?.version || found.integrity !== wanted?.integrity;
  });
}

/**
 * Everything that is not optional, and what can be reached from the root without passing through a package for another platform.
 *
 * @param {LockedPackages} locked
 * @returns {string[]}
 */
function neededPackages(locked) {
  const needed = new Set(['']);
  for (const [path, entry] of Object.entries(locked)) {
    if (entry.optional !== true && entry.devOptional !== true) needed.add(path);
  }
  // A set hands out what is added to it while it is walked.
  for (const path of needed) {
    const entry = locked[path];
    const names = { ...entry?.dependencies, ...entry?.devDependencies, ...entry?.optionalDependencies };
    for (const name of Object.keys(names)) {
      const found = resolve(locked, { name, from: path });
      if (found !== null && isForThisPlatform(locked[found] ?? {})) needed.add(found);
    }
  }
  needed.delete('');
  return [...needed];
}

/**
 * @param {LockedPackages} locked
 * @param {{ name: string, from: string }} options
 * @returns {string | null}
 */
function resolve(locked, { name, from }) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in locked) return path;
    if (folder === '') return null;
  }
}

/** @param {LockedPackage} entry */
function isForThisPlatform({ os, cpu, libc }) {
  return (
    matches(os, process.platform) &&
    matches(cpu, process.arch) &&
    (process.platform !== 'linux' || matches(libc, thisLibc()))
  );
}

/**
 * @param {string[] | undefined} allowed Names, or names with `!` in front.
 * @param {string} value
 */
function matches(allowed, value) {
  if (allowed === undefined || allowed.length === 0) return true;
  if (allowed.includes(`!${value}`)) return false;
  return allowed.includes(value) || allowed.every((name) => name.startsWith('!'));
}

function thisLibc() {
  return ['x86_64', 'aarch64'].some((arch) => existsSync(`/lib/ld-musl-${arch}.so.1`)) ? 'musl' : 'glibc';
}

/**
 * The packages of other platforms that npm left out of a lock file because the registry it was made from lacked them.
 *
 * @param {LockedPackages} locked
 * @returns {{ name: string, version: string }[]}
 */
export function packagesNotInLock(locked) {
  const absent = new Map();
  for (const [path, entry] of Object.entries(locked)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolve(locked, { name, from: path }) === null) absent.set(name, version);
    }
  }
  return [...absent].map(([name, version]) => ({ name, version }));
}

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
function readPackages(file) {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    // Cut off in the middle by an interruption: nothing is known to be installed.
    return {};
  }
}
