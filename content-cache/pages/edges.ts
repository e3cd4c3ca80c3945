import type Database from 'better-sqlite3';
import type { ReadRecord } from '../read-record.ts';
import type { KnownReads, ReadStore } from '../reads/read-store.ts';
import type { Anchors } from './anchors.ts';
import type { DirtyPage } from './page-facts.ts';

/** What pages read and where they link. */
export type Edges = {
  /** Returns the reads whose answer was not the one on record. */
  putReads(page: DirtyPage, reads: readonly ReadRecord[], known: KnownReads): number[];
  /** Returns the pages that have lost a link. */
  putLinks(page: DirtyPage, targets: readonly number[]): number[];
  removeReads(pageId: number): void;
  /** Those to it too. */
  removeLinks(pageId: number): void;
  linksFrom(pageId: number): number[];
  /** The page and all that lead to it, where no root is among them; else nothing. */
  unreachableWith(pageId: number): number[];
  dropGraph(graphId: number): void;
  dropUnusedReads(): void;
};

type Beside = { reads: ReadStore; anchors: Anchors };

export function createEdges(connection: Database.Database, { anchors, reads }: Beside): Edges {
  const sql = prepare(connection);

  function dropIfUnused(readIds: Iterable<number>): void {
    for (const readId of readIds) if (sql.isUsed.get(readId) === undefined) reads.remove(readId);
  }

  return {
    putReads: ({ isNew, pageId }, records, known) => {
      const before = new Set(isNew ? [] : (sql.readsOf.all(pageId) as number[]));
      const after = new Set<number>();
      const contradicted: number[] = [];
      for (const record of records) {
        const { isKnownAnswer, read } = reads.put(record, known);
        after.add(read.readId);
        if (isKnownAnswer) continue;
        reads.update(read.readId, record);
        read.digest = record.digest;
        contradicted.push(read.readId);
      }
      for (const readId of after) if (!before.has(readId)) sql.addRead.run(pageId, readId);
      const lost = before.difference(after);
      for (const readId of lost) sql.removeRead.run(pageId, readId);
      dropIfUnused(lost);
      return contradicted;
    },
    putLinks: ({ isNew, pageId }, targets) => {
      const before = new Set(isNew ? [] : (sql.linksFrom.all(pageId) as number[]));
      const after = new Set(targets);
      for (const target of after) if (!before.has(target)) sql.addLink.run(pageId, target);
      const lost = before.difference(after);
      for (const target of lost) sql.removeLink.run(pageId, target);
      return [...lost];
    },
    removeReads: (pageId) => {
      const lost = sql.readsOf.all(pageId) as number[];
      sql.removeReads.run(pageId);
      dropIfUnused(lost);
    },
    removeLinks: (pageId) => {
      sql.removeLinksFrom.run(pageId);
      sql.removeLinksTo.run(pageId);
      anchors.remove(pageId);
    },
    linksFrom: (pageId) => sql.linksFrom.all(pageId) as number[],
    unreachableWith: (pageId) => {
      const seen = new Set<number>([pageId]);
      for (const current of seen) {
        if (sql.isRoot.get(current) !== undefined) return [];
        for (const source of sql.linksTo.all(current) as number[]) seen.add(source);
      }
      return [...seen];
    },
    dropGraph: (graphId) => {
      sql.dropReads.run(graphId);
      sql.dropLinks.run(graphId);
      anchors.dropGraph(graphId);
    },
    dropUnusedReads: () => dropIfUnused(sql.unusedReads.all() as number[]),
  };
}

function prepare(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  const ofGraph = 'IN (SELECT page_id FROM page WHERE graph_id = ?)';
  return {
    readsOf: statement('SELECT read_id FROM page_read WHERE page_id = ?').pluck(),
    addRead: statement('INSERT INTO page_read VALUES (?, ?)'),
    removeRead: statement('DELETE FROM page_read WHERE page_id = ? AND read_id = ?'),
    removeReads: statement('DELETE FROM page_read WHERE page_id = ?'),
    isUsed: statement('SELECT 1 FROM page_read WHERE read_id = ? LIMIT 1'),
    unusedReads: statement(
      'SELECT read_id FROM read WHERE NOT EXISTS (SELECT 1 FROM page_read WHERE page_read.read_id = read.read_id)',
    ).pluck(),
    linksFrom: statement('SELECT to_page FROM page_link WHERE from_page = ?').pluck(),
    linksTo: statement('SELECT from_page FROM page_link WHERE to_page = ?').pluck(),
    addLink: statement('INSERT INTO page_link VALUES (?, ?)'),
    removeLink: statement('DELETE FROM page_link WHERE from_page = ? AND to_page = ?'),
    removeLinksFrom: statement('DELETE FROM page_link WHERE from_page = ?'),
    removeLinksTo: statement('DELETE FROM page_link WHERE to_page = ?'),
    isRoot: statement('SELECT 1 FROM page WHERE page_id = ? AND is_root = 1'),
    dropReads: statement(`DELETE FROM page_read WHERE page_id ${ofGraph}`),
    dropLinks: statement(`DELETE FROM page_link WHERE from_page ${ofGraph}`),
  };
}
