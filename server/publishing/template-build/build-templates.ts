import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { newId } from '../../store/new-id.ts';
import { syncFileSystem } from '../sync-file-system.ts';
import { hashBuildInputs } from './build-inputs.ts';
import { BUILD_TIMEOUT_MS, createRunBuild } from './build-process.ts';
import type { RunBuild } from './build-process.ts';
import type { BuildFailure } from './describe-build-failure.ts';
import { readTemplateBuild, recordFile } from './template-build.ts';
import type { TemplateBuild } from './template-build.ts';

export type BuildTemplatesOptions = {
  /** The folder with `astro.config.mjs` and `site/`. */
  projectRoot: string;
  dataDir: string;
  siteUrl: string;
  /** The installation's fixed key; Astro would make up a new one for every build. */
  templateKey: string;
  log: Log;
  /** Whether a change of the templates is seen, and builds them, without anybody asking for it. */
  isWatched?: boolean;
  /** Ends a running build. */
  signal?: AbortSignal;
  /** Whoever builds time and again has processes ready for it. */
  runBuild?: RunBuild;
};

/** Another process may still render with a build that this one has replaced. */
const BUILDS_KEPT = 5;
const TEMPORARY_PREFIX = '.building-';
/** Longer than any build may take: what is older was left by a process that ended. */
const TEMPORARY_MAX_AGE_MS = 2 * BUILD_TIMEOUT_MS;

/** The template build of what is in `site/` now: made if need be, and found again as long as nothing it is made from changes. */
export async function buildTemplates(options: BuildTemplatesOptions): Promise<TemplateBuild> {
  const { dataDir, log, siteUrl } = options;
  const id = hashBuildInputs(options);
  const folder = join(buildsFolder(dataDir), id);
  const existing = readTemplateBuild(folder);
  if (existing !== null) return markUsed(existing);
  const startedAt = performance.now();
  if (!(await buildInto(options, { id, folder }))) return await buildTemplates(options);
  const build = readTemplateBuild(folder);
  if (build === null) throw new Error(`The template build ${folder} was made and cannot be read`);
  removeOldBuilds(dataDir, id);
  const durationMs = Math.round(performance.now() - startedAt);
  log.info({ templateBuild: id, siteUrl, durationMs }, 'templates built');
  return markUsed(build);
}

export function findTemplateBuild(dataDir: string, id: string): TemplateBuild | null {
  return readTemplateBuild(join(buildsFolder(dataDir), id));
}

/** The build that was used last, for when the templates as they are now cannot be built. */
export function latestTemplateBuild(dataDir: string): TemplateBuild | null {
  const [latest] = listBuilds(dataDir);
  return latest === undefined ? null : readTemplateBuild(latest);
}

function buildsFolder(dataDir: string): string {
  return join(dataDir, 'builds');
}

/** False where what it is made from changed while it was made. */
async function buildInto(
  options: BuildTemplatesOptions,
  { id, folder }: { id: string; folder: string },
): Promise<boolean> {
  // Not by the process: those of two containers have the same number, and one data folder.
  const temporary = join(buildsFolder(options.dataDir), `${TEMPORARY_PREFIX}${id}-${newId()}`);
  mkdirSync(temporary, { recursive: true });
  try {
    const { projectRoot, siteUrl, runBuild = createRunBuild(options) } = options;
    const answer = await runBuild({ id, projectRoot, siteUrl, folder: temporary });
    if (!answer.ok) throw buildFailed(answer.failure, options);
    // Somebody saved a file meanwhile: the build is of neither state.
    if (hashBuildInputs(options) !== id) return false;
    await syncFileSystem(temporary);
    // Another process may have made the same build in the meantime, and may render with it already.
    if (readTemplateBuild(folder) !== null) return true;
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
    return true;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function buildFailed(
  failure: BuildFailure,
  { dataDir, isWatched = false, projectRoot, siteUrl }: BuildTemplatesOptions,
): AppError {
  const template = placeOf(failure, projectRoot);
  const text = template === null ? failure.message : `${template}: ${failure.message}`;
  const whatNow =
    latestTemplateBuild(dataDir)?.siteUrl === siteUrl
      ? `The last good build stays in use. Mend the template${isWatched ? ': that is seen at once' : ', then run "stillpress rebuild"'}.`
      : 'There is no earlier build to go on with. Mend the template and start again.';
  return new AppError('template-build-failed', `${text}\n${whatNow}`, { extra: { template } });
}

/** `site/pages/index.astro:12:3`, as terminals and editors take it; less where less is known. */
function placeOf({ column, file, line }: BuildFailure, projectRoot: string): string | null {
  if (file === null) return null;
  const path = relative(projectRoot, resolve(projectRoot, file.replace(/\?.*$/, '')));
  return [path, line, column].filter((part) => part !== null).join(':');
}

export function markUsed(build: TemplateBuild): TemplateBuild {
  const now = new Date();
  utimesSync(recordFile(build.folder), now, now);
  return build;
}

function removeOldBuilds(dataDir: string, currentId: string): void {
  const old = listBuilds(dataDir).filter((folder) => !folder.endsWith(currentId));
  for (const folder of [...old.slice(BUILDS_KEPT - 1), ...abandonedBuilds(dataDir)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Complete builds, the one used last first. */
function listBuilds(dataDir: string): string[] {
  return listFolders(dataDir)
    .flatMap((folder) => {
      const usedAt = statSync(recordFile(folder), { throwIfNoEntry: false })?.mtimeMs;
      return usedAt === undefined || folder.includes(TEMPORARY_PREFIX) ? [] : [{ folder, usedAt }];
    })
    .sort((a, b) => b.usedAt - a.usedAt)
    .map(({ folder }) => folder);
}

function abandonedBuilds(dataDir: string): string[] {
  const oldestMs = Date.now() - TEMPORARY_MAX_AGE_MS;
  return listFolders(dataDir).filter(
    (folder) => folder.includes(TEMPORARY_PREFIX) && statSync(folder).mtimeMs < oldestMs,
  );
}

function listFolders(dataDir: string): string[] {
  const folder = buildsFolder(dataDir);
  return statSync(folder, { throwIfNoEntry: false }) === undefined
    ? []
    : readdirSync(folder).map((name) => join(folder, name));
}
