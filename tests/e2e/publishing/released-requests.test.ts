import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { readLatestRelease } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishPost } from './publishing-fixture.ts';
import type { Installation, PostContent } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe.each(DIALECTS)('a release from %s', (dialect) => {
  let installation: Installation;
  let lines: { msg: string; correlationId?: string; correlationIds?: string[] }[];

  beforeEach(async () => {
    installation = await project.install(dialect);
    lines = [];
  });
  afterEach(() => installation.close());

  async function open(): Promise<Publisher> {
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
    const publisher = await installation.openPublisher({ log });
    publisher.start();
    return publisher;
  }

  const publishAs = async (correlationId: string, content: PostContent): Promise<number> => {
    const call = { actor: SYSTEM_ACTOR, correlationId };
    return (await publishPost(installation, content, call)).seq;
  };

  const lastNamed = () => lines.findLast(({ msg }) => msg === 'released')?.correlationIds;
  const lastRecorded = async () =>
    (await readLatestRelease(installation.database.db, { target: 'disk' }))?.correlationId;

  it('names the requests of all publications that it brings, the first one too', async () => {
    await publishAs('request-1', { title: 'One' });
    await publishAs('request-2', { title: 'Two' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    expect(lastNamed()).toEqual(['request-1', 'request-2']);
    expect(lines.findLast(({ msg }) => msg === 'released')?.correlationId).toBe('request-2');
    expect(await lastRecorded()).toBe('request-2');
  });

  it('names no request whose publication is held back in it', async () => {
    await publishAs('request-1', { title: 'One' });
    const first = await open();
    await first.publishedUpTo(1);
    await first.stop();
    await publishAs('request-2', { title: 'Two' });
    await publishAs('request-3', { title: 'Three', text: 'throw' });
    const publisher = await open();
    await expect(publisher.publishedUpTo(3)).rejects.toThrow('is held back');
    expect(lastNamed()).toEqual(['request-2']);
    expect(await lastRecorded()).toBe('request-2');
  });

  it('names them where the content cache is filled anew', async () => {
    await publishAs('request-1', { title: 'One' });
    const first = await open();
    await first.publishedUpTo(1);
    await first.stop();
    await publishAs('request-2', { title: 'Two' });
    rmSync(join(installation.dataDir, 'content-cache.sqlite'));
    const publisher = await open();
    await publisher.publishedUpTo(2);
    expect(lastNamed()).toEqual(['request-2']);
  });
});
