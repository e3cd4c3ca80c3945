import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../server/store/new-id.ts';
import { SITE_URL, buildOnce, publishPost } from '../e2e/publishing/publishing-fixture.ts';
import { useProject } from '../e2e/publishing/use-project.ts';
import { uploadMedia } from '../property/harness/fact-actions.ts';
import { startChild } from '../support/child-process.ts';
import { requireComponent } from '../support/components.ts';
import { IS_EXHAUSTIVE, leaveToLongRun } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';
import { acknowledgedBy } from './acknowledged-actions.ts';
import { expectAllKept, expectOneWholeRelease } from './killed-publisher.ts';
import type { Work } from './publisher-child.ts';
import {
  CALLS,
  LOGS,
  TRACE_OPTIONS,
  callsOf,
  momentsBetweenSteps,
  momentsOfCall,
} from './publisher-trace.ts';
import type { Moment, TracedCall } from './publisher-trace.ts';

const CHILD = join(import.meta.dirname, 'publisher-child.ts');
const strace = requireComponent('strace');

vi.setConfig({ testTimeout: IS_EXHAUSTIVE ? 3_600_000 : 600_000, hookTimeout: 120_000 });
/** At each step, and at many more calls, in the long run. */
const MOMENTS_PER_CALL = IS_EXHAUSTIVE ? 25 : 1;
leaveToLongRun(
  `kills of a publisher at every second step of one release, at the steps of all others, and at all but ${MOMENTS_PER_CALL} of the calls of each kind`,
);
/** One of whose steps half are tried in any case: pages come, go and change with it. */
const RELEASE = 1;
/** While one waits for the disk, the other one computes. */
const AT_ONCE = 2;

const SLUGS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'bad', 'worse'];
const MARK = 'These are the second templates';

describe.runIf(strace !== null)('a publisher that is killed', () => {
  const project = useProject();
  const posts: Record<string, string> = {};
  const mediaId = newId();
  let home: string;
  let calls: TracedCall[];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'stillpress-killed-'));
    await makeSite();
    const work = copySite('traced');
    const output = join(home, 'trace');
    const { code } = await run(work, [...TRACE_OPTIONS, '-o', output, '-e', `trace=${CALLS.join()}`]);
    assert.equal(code, 0);
    calls = callsOf(readFileSync(output, 'utf8'), work.place);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  // A run may make fewer calls than the traced one, but not many do.
  it('between two steps of a release has lost nothing', async () => {
    const releases = momentsBetweenSteps(calls);
    const moments = IS_EXHAUSTIVE
      ? releases.flat()
      : (releases[RELEASE] ?? []).filter((_, index) => index % 2 === 0);
    const times = moments.map((moment) => [moment]);
    expect(await countKills(times)).toBeGreaterThan(times.length / 2);
  });

  it('after a swap, and once more while it recovers, has lost nothing', async () => {
    const [, ...releases] = momentsBetweenSteps(calls);
    const swapped = releases.flatMap(([moment = []]) => moment).slice(0, IS_EXHAUSTIVE ? Infinity : 1);
    const times = swapped.flatMap((moment) =>
      LOGS.map((file): Moment[] => [moment, { call: 'pwrite64', file, when: 1 }]),
    );
    expect(await countKills(times)).toBeGreaterThan(times.length / 2);
  });

  it('at any call that changes files has lost nothing', async () => {
    const moments = CALLS.flatMap((call, index) =>
      momentsOfCall(calls, { call, from: (index + 0.5) / CALLS.length, most: MOMENTS_PER_CALL }),
    );
    const times = moments.map((moment) => [moment]);
    expect(await countKills(times)).toBeGreaterThan(times.length / 2);
  });

  /** Everything is there: one release is live, of some posts, and templates for another one have been built. */
  async function makeSite(): Promise<void> {
    const layout = join(project.root, 'site/layouts/Base.astro');
    const source = readFileSync(layout, 'utf8');
    const edited = source.replace('<slot />', `<slot /><footer>${MARK}</footer>`);
    writeFileSync(layout, edited);
    await buildOnce(project.root, project.buildsFrom);
    writeFileSync(layout, source);
    writeFileSync(join(project.root, 'edited.astro'), edited);
    const installation = await project.install('sqlite');
    try {
      await uploadMedia(installation, [mediaId]);
      for (const slug of SLUGS) {
        const content = { title: slug, slug, tag: slug.length > 4 ? 'long' : 'short', text: secretOf(slug) };
        posts[slug] = (await publishPost(installation, content)).post.id;
      }
      const publisher = await installation.openPublisher();
      publisher.start();
      await publisher.publishedUpTo(SLUGS.length);
      await publisher.stop();
      copy(installation.dataDir, join(home, 'data'));
      copy(project.root, join(home, 'project'));
    } finally {
      await installation.close();
    }
  }

  function copySite(name: string): Work {
    const folder = mkdtempSync(join(home, `${name}-`));
    for (const part of ['data', 'project']) copy(join(home, part), join(folder, part));
    const place = { dataDir: join(folder, 'data'), projectRoot: join(folder, 'project'), siteUrl: SITE_URL };
    const template = { from: 'edited.astro', to: 'site/layouts/Base.astro', mark: MARK };
    return { place, isEditing: true, posts, mediaId, template };
  }

  /** Each time in a site of its own, at one moment after the other. Throws where anything is lost, and returns how often all of them came. */
  async function countKills(times: readonly (readonly Moment[])[]): Promise<number> {
    const queue = new PQueue({ concurrency: AT_ONCE });
    try {
      const killed = await Promise.all(times.map((moments) => queue.add(() => isKeptAfter(moments))));
      return killed.filter(Boolean).length;
    } finally {
      queue.clear();
      await queue.onIdle();
    }
  }

  /** False where it came to its end before one of them. */
  async function isKeptAfter(moments: readonly Moment[]): Promise<boolean> {
    const work = copySite('killed');
    const { kills, lines } = await runAndKill(work, moments);
    const acknowledged = acknowledgedBy(lines);
    try {
      await expectOneWholeRelease(work.place, acknowledged);
      await expectAllKept(work.place, { acknowledged, mediaId, secretOf: (id) => secretOf(slugOf(id)) });
    } catch (error) {
      const places = moments.map(describeMoment).join(', then ');
      const said = lines.slice(-4).join('\n');
      throw new Error(`After a kill at ${places}, and after it had said\n${said}`, { cause: error });
    }
    rmSync(join(work.place.dataDir, '..'), { recursive: true });
    return kills === moments.length;
  }

  function slugOf(entryId: string): string {
    return SLUGS.find((slug) => posts[slug] === entryId) ?? '';
  }
});

function secretOf(slug: string): string {
  return `the secret of ${slug}`;
}

function describeMoment({ call, file, when }: Moment): string {
  return `${call} number ${when}${file === null ? '' : ` of ${file}`}`;
}

/** With hard links as such. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

function killOptions({ place }: Work, { call, file, when }: Moment): string[] {
  const path = file === null ? [] : ['-P', join(place.dataDir, file)];
  const inject = `inject=${call}:signal=KILL:when=${when}`;
  return ['-f', '-qq', '-o', '/dev/null', ...path, '-e', `trace=${call}`, '-e', inject];
}

/** It edits up to the first moment, and only recovers from then on. */
async function runAndKill(
  work: Work,
  moments: readonly Moment[],
): Promise<{ kills: number; lines: string[] }> {
  const lines: string[] = [];
  let kills = 0;
  for (const [index, moment] of moments.entries()) {
    const ended = await run({ ...work, isEditing: index === 0 }, killOptions(work, moment));
    expect(ended).toMatchObject(ended.signal === null ? { code: 0 } : { signal: 'SIGKILL' });
    if (ended.signal !== null) kills += 1;
    if (ended.signal !== null) recordFaults('a process that publishes is killed at a system call');
    lines.push(...ended.lines);
  }
  return { kills, lines };
}

type Run = { lines: string[]; signal: string | null; code: number | null };

/** One thread beside the first: strace counts the calls of each by itself. */
async function run(work: Work, straceOptions: readonly string[]): Promise<Run> {
  const command = [strace ?? '', ...straceOptions];
  const child = startChild(CHILD, [JSON.stringify(work)], { command, env: { UV_THREADPOOL_SIZE: '1' } });
  const lines: string[] = [];
  for (let line = await child.nextLine(); line !== null; line = await child.nextLine()) lines.push(line);
  await child.ended;
  return { lines, signal: child.process.signalCode, code: child.process.exitCode };
}
