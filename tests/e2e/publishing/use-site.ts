import { afterEach, beforeEach } from 'vitest';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import { publishPost, readLive } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';
import type { UsedProject } from './use-project.ts';

/** A project for the tests of a file, and for each of them an installation of its own on SQLite. */
export type Site = {
  readonly project: UsedProject;
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
  const project = useProject();
  let installation: Installation;

  beforeEach(async () => {
    installation = await project.install('sqlite');
  });
  afterEach(() => installation.close());

  async function open(changes: Partial<PublisherOptions> = {}): Promise<Publisher> {
    const publisher = await installation.openPublisher(changes);
    publisher.start();
    return publisher;
  }

  return {
    project,
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
