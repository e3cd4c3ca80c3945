import type Database from 'better-sqlite3';

export type Erasing = { files: string[]; hashes: string[] };

export type ErasingRecord = {
  /** Written down before anything is erased, so that an interrupted erasure is finished. */
  beginErasing(erasing: Erasing): void;
  erasing(): Erasing | null;
  /** Nothing of what was erased is left in the file, in its free pages or in its log. */
  finishErasing(): void;
};

type Row = { kind: 'file' | 'hash'; value: string };

/** `forget`: takes out of the file whatever else tells of what is erased. */
export function openErasingRecord(
  connection: Database.Database,
  { forget }: { forget?: string } = {},
): ErasingRecord {
  const insert = connection.prepare('INSERT OR IGNORE INTO erasing (kind, value) VALUES (?, ?)');
  const select = connection.prepare('SELECT kind, value FROM erasing');
  const forgetMore = forget === undefined ? null : connection.prepare(forget);
  const clear = connection.prepare('DELETE FROM erasing');

  const begin = connection.transaction(({ files, hashes }: Erasing) => {
    for (const file of files) insert.run('file', file);
    for (const hash of hashes) insert.run('hash', hash);
  });

  return {
    beginErasing: (erasing) => begin(erasing),
    erasing: () => {
      const rows = select.all() as Row[];
      const values = (kind: Row['kind']): string[] =>
        rows.filter((row) => row.kind === kind).map((row) => row.value);
      return rows.length === 0 ? null : { files: values('file'), hashes: values('hash') };
    },
    finishErasing: () => {
      // What the record itself has left in free pages goes with the rest; should this be interrupted, the next erasure takes it along.
      forgetMore?.run();
      connection.exec('VACUUM');
      clear.run();
      connection.exec('VACUUM');
      connection.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}
