import type { Database } from './database.ts';

/** The same database, which says so when something has been committed through it. It only signals: it must not throw, and nobody waits for it. */
export function signalCommits(database: Database, onCommit: () => void): Database {
  const signal = <T>(result: T): T => {
    onCommit();
    return result;
  };
  return {
    ...database,
    write: async (work) => signal(await database.write(work)),
    writeStatement: async (statement) => signal(await database.writeStatement(statement)),
  };
}
