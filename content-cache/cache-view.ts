import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ContentModel } from '../model/content-model.ts';
import { modelFingerprint } from '../model/model-fingerprint.ts';
import type { ClockValues } from '../model/publication.ts';
import type { CachePosition } from './cache.ts';
import { isDamage, isTrustworthy } from './cache-file.ts';
import { createPageGraph, type PageGraph } from './pages/page-graph.ts';
import { createReadStore } from './reads/read-store.ts';

/** A content cache to look at, while another process may be writing it. */
export type CacheView = {
  position(): CachePosition;
  clock(): ClockValues;
  pages: Pick<
    PageGraph,
    | 'anchorsLedTo'
    | 'brokenLinks'
    | 'dirtyPage'
    | 'find'
    | 'leadingWithin'
    | 'leadsTo'
    | 'linkingPaths'
    | 'page'
    | 'pageOfFile'
    | 'pages'
    | 'pagesLeadingInto'
    | 'pathsWithin'
    | 'readsOf'
    | 'countDirty'
    | 'countPages'
    | 'unreleased'
  >;
  /** What is read by the work is of one moment. */
  at<T>(work: () => T): T;
  /** As it is at this moment, to be written by whoever has the copy. */
  copyTo(file: string): Promise<void>;
  close(): void;
};

/** Pages of the file that are copied at once. A copy in several steps begins anew when the file is written in between. */
const ALL_AT_ONCE = 0x7fff_ffff;

/** Null where there is none that fits this program and this content model. */
export function openCacheView({ file, model }: { file: string; model: ContentModel }): CacheView | null {
  if (!existsSync(file)) return null;
  const connection = openTrusted(file, modelFingerprint(model));
  if (connection === null) return null;
  const position = connection.prepare('SELECT seq, hash, revision FROM cache_state');
  const clock = connection.prepare('SELECT clock FROM cache_state').pluck();
  return {
    position: () => position.get() as CachePosition,
    clock: () => JSON.parse(clock.get() as string) as ClockValues,
    pages: createPageGraph(connection, createReadStore(connection)),
    at: (work) => connection.transaction(work)(),
    copyTo: async (copy) => {
      await connection.backup(copy, { progress: () => ALL_AT_ONCE });
    },
    close: () => connection.close(),
  };
}

function openTrusted(file: string, fingerprint: string): Database.Database | null {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    if (isTrustworthy(connection, fingerprint)) return connection;
  } catch (error) {
    connection?.close();
    if (isDamage(error)) return null;
    throw error;
  }
  connection.close();
  return null;
}
