import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { fail, ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

const MEGABYTE = 1024 * 1024;
/** Where a site is published from, this is little; below the other one nothing can be counted on. */
const LITTLE = { share: 0.1, bytes: 1024 * MEGABYTE };
const TOO_LITTLE = { share: 0.02, bytes: 200 * MEGABYTE };

/** That what the process writes has room, and may be written. */
export function checkDisk({ dataDir, mediaStore, target }: Config): Check {
  const folders = [
    ['data', dataDir],
    ...(mediaStore.kind === 'disk' ? [['media', mediaStore.root]] : []),
    ...(target.kind === 'disk' ? [['target', target.root]] : []),
  ] as [name: string, folder: string][];
  return {
    check: 'disk',
    look: async () => {
      const findings = await Promise.all(folders.map(([name, folder]) => lookAtFolder(name, folder)));
      return worstOf(findings, { otherwise: findings.map(({ says }) => says).join('; ') });
    },
  };
}

async function lookAtFolder(name: string, folder: string): Promise<Finding> {
  const existing = await nearest(folder);
  try {
    await access(existing, constants.W_OK);
  } catch {
    return fail(
      `${name}: this user may not write ${existing}`,
      `Give ${existing} to the user that Stillpress runs as.`,
    );
  }
  const { bavail, blocks, bsize, ffree, files } = await statfs(existing);
  const free = bavail * bsize;
  const share = blocks === 0 ? 1 : bavail / blocks;
  const inodes = files === 0 ? 1 : ffree / files;
  const says = `${name}: ${describeBytes(free)} free (${Math.round(share * 100)} %)`;
  const todo = `Make room on the disk of ${folder}, or give it another one.`;
  if (inodes < TOO_LITTLE.share) return fail(`${name}: hardly any inodes left`, todo);
  if (share < TOO_LITTLE.share && free < TOO_LITTLE.bytes) return fail(says, todo);
  if (share < LITTLE.share && free < LITTLE.bytes) return warn(says, todo);
  return ok(says);
}

/** What is not there yet is made in the nearest folder that is. */
async function nearest(folder: string): Promise<string> {
  try {
    await access(folder);
    return folder;
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : await nearest(above);
  }
}

function describeBytes(bytes: number): string {
  const gigabytes = bytes / MEGABYTE / 1024;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.round(bytes / MEGABYTE)} MB`;
}
