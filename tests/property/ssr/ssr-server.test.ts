import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContentCache } from '../../../content-cache/cache.ts';
import { compareTrees } from '../harness/compare-trees.ts';
import { stepsOf } from '../harness/arbitrary-steps.ts';
import { seedFromEnvironment } from '../harness/check-property.ts';
import { PROPERTY_TIMEOUT_MS } from '../harness/expect-property.ts';
import { createCompressedFormCheck, readLiveTree } from '../harness/live-tree.ts';
import { createProject } from '../harness/project.ts';
import { openWorld } from '../harness/world.ts';
import { crawl } from '../oracle/crawl.ts';
import type { Tree } from '../oracle/crawl.ts';
import { fillCache } from '../oracle/fill-cache.ts';
import { redirectsOf, rootsOf } from '../oracle/full-build.ts';
import { readPublicState } from '../oracle/public-state.ts';
import { SITE_URL } from '../sites/site-profile.ts';
import { tortureSite } from '../sites/torture.ts';
import { createChooser } from '../steps/step.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { startSsrServer } from './ssr-server.ts';

const STEPS = 60;
/** That server has the templates and the time that it began with. */
const LEFT_OUT: ReadonlySet<string> = new Set(['switch-templates', 'hold-site']);
/** A page for each kind of read, and for most entries one. */
const PAGES_MIN = 30;

test('an ordinary Astro server gives the same bytes', { timeout: PROPERTY_TIMEOUT_MS }, async () => {
  const seed = seedFromEnvironment();
  const project = createProject(tortureSite);
  const world = await openWorld(tortureSite, project);
  await tortureSite.seed(world);
  for (const { kind, picks } of stepsOf({ seed, count: STEPS, only: null })) {
    if (!LEFT_OUT.has(kind)) await STEP_KINDS[kind]?.run(world, createChooser(picks));
  }
  await world.settle();
  const state = await readPublicState(world.database);
  // One of its own: what is wrong in the publisher's would be so on both sides.
  const cacheFile = join(world.files.dataDir, 'ssr.sqlite');
  const cache = openContentCache({ file: cacheFile, model: tortureSite.model });
  const position = await fillCache(cache, state);
  const server = await startSsrServer(project.root, { cacheFile, clock: world.clock(), position });
  try {
    const assets: Tree = new Map();
    for (const file of server.assets) assets.set(file, (await server.ask(`/${file}`)).bytes);
    const roots = rootsOf(state, world.build());
    const redirectOf = redirectsOf(state);
    const expected = await crawl({
      siteUrl: SITE_URL,
      assets,
      roots,
      redirectOf,
      ask: (path) => server.ask(path),
    });
    expect(expected.size).toBeGreaterThan(PAGES_MIN);
    const live = readLiveTree(world.files.liveTree);
    const formOf = createCompressedFormCheck();
    expect(compareTrees({ expected, live, formerAssets: new Map(), formOf }), `seed ${seed}`).toBeNull();
  } finally {
    await server.close();
    cache.close();
    await world.close();
    project.remove();
  }
});
