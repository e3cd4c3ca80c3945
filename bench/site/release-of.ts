import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../server/store/database.ts';
import { listReleaseFiles, listReleases, type ReleaseFile } from '../../server/store/releases.ts';

export type FinishedRelease = {
  templateBuild: string;
  seq: number;
  publicationHash: string;
  timings: Record<string, number>;
  files: ReleaseFile[];
};

const LOOK_EVERY_MS = 2;
const LIMIT_MS = 60_000;

/** The last release, once it is written down as finished and nothing of the log waits any more. */
export async function latestFinishedRelease(database: Database): Promise<FinishedRelease> {
  const startedAt = performance.now();
  for (;;) {
    const { seq } = await database.db.selectFrom('publication_head').select('seq').executeTakeFirstOrThrow();
    const [release] = await listReleases(database.db, { target: 'disk', limit: 1 });
    if (release !== undefined && release.finishedAt !== null && release.seq >= seq)
      return { ...release, files: await listReleaseFiles(database.db, { number: release.number }) };
    if (performance.now() - startedAt > LIMIT_MS)
      throw new Error('The release that made the change public was not written down.');
    await sleep(LOOK_EVERY_MS);
  }
}
