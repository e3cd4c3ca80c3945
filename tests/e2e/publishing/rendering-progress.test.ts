import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SYSTEM = { actor: SYSTEM_ACTOR, correlationId: null };
/** Pages are rendered by the hundred: it is told between two batches. */
const POSTS = 300;
const project = useProject();

describe.each(DIALECTS)('whoever waits for a release on %s', (dialect) => {
  let installation: Installation;
  let publisher: Publisher;

  beforeEach(async () => {
    installation = await project.install(dialect);
    publisher = await installation.openPublisher();
  });
  afterEach(() => installation.close());

  const stateOf = async (seq: number) => await publicationState(installation.authoring, { ...SYSTEM, seq });

  it('learns how far its pages are, from any process, as long as they are rendered', async () => {
    const { database } = installation;
    let seq = 0;
    for (let number = 1; number <= POSTS; number += 1)
      ({ seq } = await publishPost(installation, { title: `Post ${number}`, text: 'take a while' }));
    publisher.start();
    const { rendering } = await vi.waitUntil(
      async () => {
        const state = await stateOf(seq);
        return state.rendering === null ? null : state;
      },
      { timeout: 60_000, interval: 20 },
    );
    expect(rendering?.rendered).toBeGreaterThan(0);
    expect(rendering?.left).toBeGreaterThan(0);
    await publisher.publishedUpTo(seq);
    expect(await stateOf(seq)).toMatchObject({ state: 'live', rendering: null });
    await publisher.settled();
    expect(await database.db.selectFrom('rendering_progress').selectAll().execute()).toEqual([]);
  });

  it('is told nothing of what takes but a moment', async () => {
    publisher.start();
    const { seq } = await publishPost(installation, { title: 'Quick', text: 'quick' });
    await publisher.publishedUpTo(seq);
    expect(await stateOf(seq)).toMatchObject({ state: 'live', rendering: null });
  });
});
