import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GENESIS_HASH } from '../../../model/publication.ts';
import type { LogPosition } from '../../../model/publication.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { startChild } from '../../support/child-process.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const PROCESSES = 4;
const WRITERS_PER_PROCESS = 2;
const PUBLICATIONS_PER_WRITER = 12;
/** A few seconds, unless the machine is busy with much else. */
const TIMEOUT_MS = 120_000;

describe.each(DIALECTS)('a follower of the publication log on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  /**
   * Seen to fail on Postgres with a sequence in place of the locked row of `publication_head`: within a second the follower was
   * given a seq whose predecessor had not been committed yet, or never would be. SQLite has one writer at a time in any case.
   */
  test(
    'never sees a gap or a later seq first, while 8 writers take their seq, wait, and commit or roll back',
    async () => {
      const { database, dataDir, databaseUrl = '' } = opened;
      const args = [dataDir, databaseUrl, String(WRITERS_PER_PROCESS), String(PUBLICATIONS_PER_WRITER)];
      const children = Array.from({ length: PROCESSES }, () =>
        startChild(join(import.meta.dirname, 'publish-child.ts'), args),
      );
      await Promise.all(children.map((child) => child.nextLine()));
      for (const child of children) child.send('go');
      const writing = new AbortController();
      const committed = Promise.all(children.map((child) => child.nextLine())).finally(() => writing.abort());

      let position: LogPosition = { seq: 0, hash: GENESIS_HASH };
      const problems: string[] = [];
      const follow = async (): Promise<void> => {
        for (const { seq, hash, previousHash } of await readPublicationsAfter(database.db, {
          seq: position.seq,
          limit: 100,
        })) {
          if (seq !== position.seq + 1) problems.push(`${seq} came after ${position.seq}`);
          if (previousHash !== position.hash) problems.push(`${seq} does not follow on ${position.seq}`);
          position = { seq, hash };
        }
      };
      while (!writing.signal.aborted) {
        await follow();
        // Reading SQLite leaves the event loop no room for what the children say.
        await setImmediate();
      }
      await follow();

      expect(problems).toEqual([]);
      const total = (await committed).reduce((sum, count) => sum + Number(count), 0);
      expect(total).toBe((PROCESSES * WRITERS_PER_PROCESS * PUBLICATIONS_PER_WRITER * 2) / 3);
      expect(position.seq).toBe(total);
      expect(await verifyPublicationChain(database.db)).toEqual({ intact: true, head: position });
      await Promise.all(children.map((child) => child.ended));
    },
    TIMEOUT_MS,
  );
});
