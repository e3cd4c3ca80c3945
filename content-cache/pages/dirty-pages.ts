import type Database from 'better-sqlite3';
import type { DirtyPage } from './page-facts.ts';
import { dirtyStatements } from './statements.ts';

/** Which pages are out of date, since when and why. */
export type DirtyPages = {
  nextDirty(graphId: number, limit: number): DirtyPage[];
  /** Those that a step has put out of date, roots first. */
  dirtySince(graphId: number, revision: number): { path: string; cause: string | null }[];
  countDirty(graphId: number): number;
  /** Null where it is up to date, or not there. */
  dirtyPage(graphId: number, path: string): DirtyPage | null;
  /** Every page behind the read, in every graph. */
  dirtyBehind(readId: number, order: DirtyOrder): void;
  dirtyAll(graphId: number, order: DirtyOrder & { route?: string }): void;
  /** False where there is no such page. */
  dirtyPath(graphId: number, order: DirtyOrder & { path: string }): boolean;
};

type DirtyOrder = { revision: number; cause: string };

export function createDirtyPages(connection: Database.Database): DirtyPages {
  const sql = dirtyStatements(connection);
  return {
    nextDirty: (graphId, limit) => (sql.nextDirty.all(graphId, limit) as RawDirtyPage[]).map(dirtyPageOf),
    dirtySince: (graphId, revision) =>
      sql.dirtySince.all(graphId, revision) as { path: string; cause: string | null }[],
    dirtyPage: (graphId, path) => {
      const found = sql.dirtyPage.get(graphId, path) as RawDirtyPage | undefined;
      return found === undefined ? null : dirtyPageOf(found);
    },
    countDirty: (graphId) => sql.countDirty.get(graphId) as number,
    dirtyBehind: (readId, { revision, cause }) => void sql.dirtyBehind.run(revision, cause, readId),
    dirtyAll: (graphId, { revision, cause, route }) => {
      if (route === undefined) sql.dirtyAll.run(revision, cause, graphId);
      else sql.dirtyRoute.run(revision, cause, graphId, route);
    },
    dirtyPath: (graphId, { path, revision, cause }) =>
      sql.dirtyPath.run(revision, cause, graphId, path).changes > 0,
  };
}

function dirtyPageOf({ isNew, ...page }: RawDirtyPage): DirtyPage {
  return Object.assign(page, { isNew: isNew === 1 });
}

type RawDirtyPage = Omit<DirtyPage, 'isNew'> & { isNew: number };
