import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './on-exit.ts';

export type BenchFolder = { path: string; remove: () => void };

/** On the disk, which is part of what is measured. Gone at the latest when the process ends. */
export function createBenchFolder(name: string): BenchFolder {
  const path = mkdtempSync(join(tmpdir(), `stillpress-${name}-`));
  const removeAll = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const keep = onExit(removeAll);
  return {
    path,
    remove: () => {
      keep();
      removeAll();
    },
  };
}
