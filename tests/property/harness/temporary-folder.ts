import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = { path: string; remove(): void };

const inUse = new Set<string>();

/** In memory where the machine has that: what is looked at is the engine, not the disk. Gone at the latest when the process ends. */
export function createTemporaryFolder(name: string): TemporaryFolder {
  if (inUse.size === 0) process.once('exit', removeAll);
  const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `stillpress-${name}-`));
  inUse.add(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      inUse.delete(path);
      if (inUse.size === 0) process.off('exit', removeAll);
    },
  };
}

function removeAll(): void {
  for (const path of inUse) rmSync(path, { recursive: true, force: true });
}
