import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';
import { hashFiles } from '../hash-files.ts';

export type AdminBuild = { folder: string; built: boolean };

const INPUT_PATHS = [
  'admin/build',
  'admin/index.html',
  'admin/public',
  'admin/src',
  'admin/vite.config.ts',
  'admin/lingui.config.ts',
  'model',
  'package-lock.json',
];
const BUILD_TIMEOUT_MS = 2 * 60_000;

/** Builds the authoring UI, unless the build that is there was made of the same files. */
export async function buildAdmin({ projectRoot }: { projectRoot: string }): Promise<AdminBuild> {
  const folder = join(projectRoot, 'admin', 'dist');
  const inputs = hashInputs(projectRoot);
  if (readStamp(folder) === inputs) return { folder, built: false };
  const temporary = mkdtempSync(join(projectRoot, 'admin', 'dist.building-'));
  try {
    await runVite({ projectRoot, outDir: temporary });
    writeFileSync(stampFile(temporary), inputs);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return { folder, built: true };
}

async function runVite({ projectRoot, outDir }: { projectRoot: string; outDir: string }): Promise<void> {
  const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  try {
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', 'admin', '--outDir', outDir, '--logLevel', 'warn'],
      {
        cwd: projectRoot,
        timeout: BUILD_TIMEOUT_MS,
      },
    );
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new AppError('admin-build-failed', `The authoring UI could not be built. ${output}`, {
      cause: error,
    });
  }
}

function hashInputs(projectRoot: string): string {
  const hash = createHash('sha256');
  hashFiles(hash, { root: projectRoot, paths: INPUT_PATHS });
  return hash.digest('hex');
}

function readStamp(folder: string): string | null {
  const file = stampFile(folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function stampFile(folder: string): string {
  return join(folder, '.inputs');
}
