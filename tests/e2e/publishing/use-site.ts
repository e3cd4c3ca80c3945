import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import { buildOnce, createInstallation, createProject, publishPost, readLive } from './publishing-fixture.ts';
import type { Installation, Project } from './publishing-fixture.ts';

/** A project for the tests of a file, and for each of them an installation of its own on SQLite. */
export type Site = {
  readonly project: Project;
  readonly installation: Installation;
  /** Started. It ends with the installation. */
  open(changes?: Partial<PublisherOptions>): Promise<Publisher>;
  /** One post is live, and its publisher has stopped: what is published next comes in one round. */
  begin(): Promise<void>;
  /** What visitors get; null where there is no such file. */
  live(file: string): string | null;
};

/** Where the tests are described: it takes care of what comes before and after them. */
export function useSite(): Site {
  let project: Project;
  let buildsFrom: string;
  let installation: Installation;

  beforeAll(async () => {
    project = createProject();
    buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
    await buildOnce(project.root, buildsFrom);
  });
  afterAll(() => {
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });
  beforeEach(async () => {
    installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
  });
  afterEach(() => installation.close());

  async function open(changes: Partial<PublisherOptions> = {}): Promise<Publisher> {
    const publisher = await installation.openPublisher(changes);
    publisher.start();
    return publisher;
  }

  return {
    get project() {
      return project;
    },
    get installation() {
      return installation;
    },
    open,
    begin: async () => {
      await publishPost(installation, { title: 'First', text: 'first' });
      const publisher = await open();
      await publisher.publishedUpTo(1);
      await publisher.stop();
    },
    live: (file) => readLive(installation, file),
  };
}
