import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPackage } from '../peers/install-package.ts';

const CONNECTIONS = 16;
const SECONDS = 3;

export type AskMany = (origin: string, options?: { gzip?: boolean }) => Promise<number>;

/** Whether `wrk` is there, which asks quicker than anything in this process could; as root on Debian it is installed. */
export function hasLoadGenerator(): boolean {
  return isThere() || (installPackage('wrk') && isThere());
}

function isThere(): boolean {
  return spawnSync('wrk', ['--version']).error === undefined;
}

/** Asks for these paths in turn over connections that stay open, and returns how many answers came a second. Throws where one is not 200. */
export function createAskMany(paths: readonly string[], folder: string): AskMany {
  const script = join(folder, 'paths.lua');
  writeFileSync(script, scriptOf(paths));
  return async (origin, { gzip = false } = {}) => {
    const args = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${SECONDS}s`];
    const header = gzip ? ['--header', 'Accept-Encoding: gzip'] : [];
    const { stdout } = await promisify(execFile)('wrk', [...args, ...header, '--script', script, origin]);
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? '0';
    if (failed !== '0') throw new Error(`${failed} of the answers of ${origin} were failures:\n${stdout}`);
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0);
  };
}

function scriptOf(paths: readonly string[]): string {
  return `local paths = { ${paths.map((path) => JSON.stringify(path)).join(', ')} }
local next = 0
request = function()
  next = next % #paths + 1
  return wrk.format("GET", paths[next])
end
`;
}
