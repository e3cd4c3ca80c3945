import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withSetupLock } from './lock.mjs';
import { npmCi } from './npm.mjs';
import { step } from './step.mjs';

/** Holds the hash of the lock file that the folder was installed from; written last. */
const STAMP = '.installed';

/**
 * @typedef {{
 *   source: string,
 *   target: string,
 * }} Install `source` is a folder with package.json and package-lock.json, `target` the folder to install into.
 */

/** @param {Install} install */
export function isInstalled({ source, target }) {
  const stamp = join(target, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfLock(source);
}

/**
 * Installs into a folder beside the target and renames it: the target is whole or not there.
 *
 * @param {Install & { what: string, node: string, verify: (folder: string) => void }} options
 */
export async function installLocked({ source, target, what, node, verify }) {
  await withSetupLock(async (lock) => {
    if (isInstalled({ source, target })) return;
    await step(what, async () => {
      removePartials(target);
      const partial = mkdtempSync(`${target}.partial-`);
      // Other users may run what is in here; a temporary folder is its owner's alone.
      chmodSync(partial, 0o755);
      for (const file of ['package.json', 'package-lock.json'])
        cpSync(join(source, file), join(partial, file));
      await npmCi({ node, folder: partial, lock });
      verify(partial);
      writeFileSync(join(partial, STAMP), hashOfLock(source));
      rmSync(target, { recursive: true, force: true });
      renameSync(partial, target);
    });
  });
}

/** @param {string} target */
function removePartials(target) {
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(target)}.partial-`))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @param {string} folder */
function hashOfLock(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}
