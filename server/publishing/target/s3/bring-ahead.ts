import PQueue from 'p-queue';
import { oneByOne } from '../blobs.ts';
import type { TargetPlace } from '../target.ts';
import { assertKeys } from './apply-s3-release.ts';
import { bring } from './change-objects.ts';
import { claim } from './marker.ts';
import { REQUESTS_AT_ONCE, type S3Site } from './s3-site.ts';

export type BringingAhead = {
  /** What was put goes to its place while the rest of the release is made. */
  bring(place: TargetPlace): void;
  /** Resolves when nothing of it is under way any more. */
  settled(): Promise<void>;
};

/**
 * Before the first release there is no site yet whose visitors would see half of the next one: a first build then takes as long as rendering or sending, and
 * not both. The release compares what it wants with what the keys hold, as after one that was broken off; what could not be sent it sends then.
 */
export function createBringingAhead(site: () => S3Site, { prefix }: { prefix: string }): BringingAhead {
  const queue = new PQueue({ concurrency: REQUESTS_AT_ONCE });
  const bringing = new Map<string, Promise<void>>();
  let beginning: Promise<void> | null = null;

  async function bringOne(place: TargetPlace): Promise<void> {
    assertKeys([place], prefix);
    const current = site();
    await (beginning ??= begin(current));
    // The newest of a page that was rendered twice is the last one that is sent.
    const put = () => bring(current, { write: place, isBusy: () => false });
    await oneByOne(bringing, { name: place.file, put });
  }

  return {
    bring: (place) => {
      if (site().state.position() !== null) return;
      queue
        .add(() => bringOne(place))
        .catch(() => {
          // The release meets it again, and says what it is.
          queue.clear();
        });
    },
    settled: async () => {
      await queue.onIdle();
      beginning = null;
    },
  };
}

async function begin(site: S3Site): Promise<void> {
  await claim(site);
  site.state.beginWriting();
}
