import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRunBuildAhead } from '../../../server/publishing/template-build/build-process.ts';
import type { RunBuild } from '../../../server/publishing/template-build/build-process.ts';
import { buildTemplates } from '../../../server/publishing/template-build/build-templates.ts';
import { createRecord, recordFile } from '../../../server/publishing/template-build/template-build.ts';
import { createProject, quietLog, SITE_URL } from './publishing-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

const project = createProject();
const folder = mkdtempSync(join(tmpdir(), 'stillpress-ahead-'));
afterAll(() => {
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Of this process: those that build, or wait for it. */
function buildProcesses(): number[] {
  return readdirSync('/proc').filter(isBuildProcess).map(Number);
}

function isBuildProcess(pid: string): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return Number(parent) === process.pid && command.includes('astro-build-process.ts');
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

describe('two processes that have one data folder, and in their containers one number', () => {
  it('make the same build each in a folder of its own, and both go on with it', async () => {
    const { promise: bothRun, resolve: runBoth } = Promise.withResolvers<void>();
    const folders: string[] = [];
    const runBuild: RunBuild = async (request) => {
      folders.push(request.folder);
      writeFileSync(join(request.folder, 'page.mjs'), '');
      if (folders.length === 2) runBoth();
      await bothRun;
      const { id, siteUrl } = request;
      const rest = { trailingSlash: 'ignore', base: '/', routes: [], assets: [] } as const;
      const record = createRecord(request.folder, { id, siteUrl, ...rest });
      writeFileSync(recordFile(request.folder), JSON.stringify(record));
      return { ok: true };
    };
    const options = { projectRoot: project.root, siteUrl: SITE_URL, templateKey: 'key', log: quietLog };
    const dataDir = join(folder, 'shared');
    const build = () => buildTemplates({ ...options, dataDir, runBuild });
    const [first, second] = await Promise.all([build(), build()]);
    expect(new Set(folders).size).toBe(2);
    expect(second).toEqual(first);
    expect(readdirSync(join(dataDir, 'builds'))).toEqual([first.id]);
  });
});

describe('a build whose process was started ahead', () => {
  let abort: AbortController;
  let run: RunBuild;
  let waiting: number;

  beforeEach(async () => {
    abort = new AbortController();
    const templateKey = Buffer.alloc(32, 7).toString('base64');
    const { signal } = abort;
    run = createRunBuildAhead({ projectRoot: project.root, siteUrl: SITE_URL, templateKey, signal });
    waiting = await vi.waitUntil(() => buildProcesses()[0], 20_000);
  });
  afterEach(async () => {
    abort.abort();
    await vi.waitUntil(() => buildProcesses().length === 0, 20_000);
  });

  const build = (id: string): ReturnType<RunBuild> =>
    run({ id, projectRoot: project.root, siteUrl: SITE_URL, folder: join(folder, id) });

  it('is made by that process, which ends, and another one waits for the next', async () => {
    process.kill(waiting, 'SIGSTOP');
    const built = build('stopped');
    const first = await Promise.race([built, new Promise((resolve) => setTimeout(resolve, 500, 'waits'))]);
    expect(first).toBe('waits');
    process.kill(waiting, 'SIGCONT');
    expect(await built).toEqual({ ok: true });
    await vi.waitFor(() => expect(buildProcesses()).toHaveLength(1), 20_000);
    expect(buildProcesses()).not.toEqual([waiting]);
    expect(await build('second')).toEqual({ ok: true });
  });

  it('is made by another one where that one has died', async () => {
    process.kill(waiting, 'SIGKILL');
    await vi.waitFor(() => expect(existsSync(`/proc/${waiting}`)).toBe(false), 20_000);
    expect(await build('died')).toEqual({ ok: true });
  });

  it('is made by another one where packages have changed since that one loaded them', async () => {
    process.kill(waiting, 'SIGSTOP');
    const lock = join(project.root, 'package-lock.json');
    const packages = readFileSync(lock, 'utf8');
    rmSync(lock);
    writeFileSync(lock, `${packages}\n`);
    expect(await build('changed')).toEqual({ ok: true });
    expect(buildProcesses()).not.toContain(waiting);
  });
});
