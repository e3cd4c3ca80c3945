import type Database from 'better-sqlite3';

/** The SQL of a query depends on its shape alone, so that the number of statements is bounded by what the templates say. */
export function statementCache(connection: Database.Database): (sql: string) => Database.Statement {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
}
