import { openDatabase } from '../../server/store/database.ts';
import type { BenchSite } from '../site/bench-site.ts';
import { signIn } from '../site/editor.ts';
import { watchLiveFile } from '../site/live-file.ts';
import { latestFinishedRelease, type FinishedRelease } from '../site/release-of.ts';
import { createEdits, type EditKind } from './edits.ts';

/** An editor at work on a site that a process publishes. */
export type Desk = {
  /** Saves a draft, and measures from the request that publishes it to its bytes in the live tree. */
  publish(kind: EditKind): Promise<Published>;
  latestRelease(): Promise<FinishedRelease>;
  close(): Promise<void>;
};

export type Published = {
  ms: number;
  /** After this the API had accepted it. */
  acceptedMs: number;
  release: FinishedRelease;
};

/** Several ports are those of processes that answer in turn. */
export async function openDesk(site: BenchSite, ...ports: readonly number[]): Promise<Desk> {
  const { dataDir, env } = site;
  const database = await openDatabase({ dataDir, databaseUrl: env['DATABASE_URL'] });
  const editor = await signIn(site, ...ports);
  const { prepare } = createEdits(site.content, editor);
  return {
    publish: async (kind) => {
      const { draft, file, marker } = await prepare(kind);
      const watch = watchLiveFile({ root: site.targetRoot, file });
      const sentAt = performance.now();
      const accepted = editor.publish(draft).then(requireAccepted);
      const readableAt = await watch.untilHolds(marker, accepted);
      const acceptedMs = (await accepted) - sentAt;
      return { ms: readableAt - sentAt, acceptedMs, release: await latestFinishedRelease(database) };
    },
    latestRelease: () => latestFinishedRelease(database),
    close: async () => {
      editor.close();
      await database.close();
    },
  };
}

/** Returns when that was. */
function requireAccepted(status: number): number {
  if (status !== 202) throw new Error(`A publication was answered with ${status}.`);
  return performance.now();
}
