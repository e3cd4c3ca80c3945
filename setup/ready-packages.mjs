import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missingPackages } from './locked-packages.mjs';
import { withSetupLock } from './lock.mjs';
import { npmCi } from './npm.mjs';
import { ROOT } from './root.mjs';
import { SetupError, explainFailure } from './setup-error.mjs';
import { step } from './step.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
const NODE_MODULES = join(ROOT, 'node_modules');
/** Says which lock file `node_modules` was made from, and for which platform; written last. */
const STAMP = join(NODE_MODULES, '.stillpress-setup');

/**
 * Makes `node_modules` agree with package-lock.json.
 *
 * @param {string} node
 */
export async function readyPackages(node) {
  const wanted = wantedStamp();
  if (isStamped(wanted)) return;
  await withSetupLock(async (lock) => {
    if (isStamped(wanted)) return;
    // Someone who ran `npm install` has it all already.
    if (missingPackages(ROOT).length > 0) {
      await step('installing the npm packages', async () => {
        rmSync(STAMP, { force: true });
        await npmCi({ node, folder: ROOT, lock });
        refuseMissing();
      });
    }
    linkOwnCommand();
    writeFileSync(STAMP, wanted);
  });
}

/** With it `npx stillpress` finds the command at once; npm links the commands of dependencies only. */
function linkOwnCommand() {
  const link = join(NODE_MODULES, '.bin/stillpress');
  if (process.platform === 'win32' || existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync('../../setup/stillpress.mjs', link);
}

/** npm leaves out an optional package that it could not download, and still ends well. */
function refuseMissing() {
  const missing = missingPackages(ROOT);
  if (missing.length === 0) return;
  throw new SetupError(`npm left out ${missing.slice(0, 5).join(', ')}. ${explainFailure('network')}`);
}

function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** @param {string} wanted */
function isStamped(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}
