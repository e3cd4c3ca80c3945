import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import type { Tables } from './tables.ts';

/** What a query is given when it runs. */
type Parameters = Readonly<Record<string, string | number | null>>;

/**
 * A query that is built and compiled when it is first run on a dialect; after that only its parameters are filled in. For the few
 * queries of every request and every save: to build and compile them anew costs as much as to run them. The builder must not
 * look at its parameters, for it sees placeholders.
 */
export function compileOnce<P extends Parameters, Row>(
  build: (db: Kysely<Tables>, parameters: P) => Compilable<Row>,
): (db: Kysely<Tables>, parameters: P) => Promise<QueryResult<Row>> {
  const compiled = new Map<boolean, CompiledQuery<Row>>();
  return async (db, parameters) => {
    const dialect = isPostgres(db);
    let query = compiled.get(dialect);
    if (query === undefined) {
      // To the builder, placeholders look like the values that will stand in their place.
      query = build(db, placeholders as P).compile();
      compiled.set(dialect, query);
    }
    const values = query.parameters.map((value) =>
      value instanceof Placeholder ? parameters[value.name] : value,
    );
    return await db.executeQuery({ ...query, parameters: values });
  };
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });
