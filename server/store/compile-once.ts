import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import type { Tables } from './tables.ts';

/** What a query is given when it runs: values, lists of values, and rows. */
type Parameters = Readonly<Record<string, Value | readonly (Value | Row)[]>>;
type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** More values and rows than this are compiled anew: beside what it takes to run them, that is little. */
const LISTED_MAX = 16;

/**
 * A query that is built and compiled when it is first run on a dialect, with lists of these lengths; after that only its parameters are filled in.
 * For the queries of every request, every save and every publication: to build and compile them anew costs as much as to run them. The builder must not
 * look at its parameters, but for how many there are: it sees placeholders.
 */
export function compileOnce<P extends Parameters, Found>(
  build: (db: Kysely<Tables>, parameters: P) => Compilable<Found>,
): (db: Kysely<Tables>, parameters: P) => Promise<QueryResult<Found>> {
  const compiled = new Map<string, CompiledQuery<Found>>();
  return async (db, parameters) => {
    const lengths = Object.values(parameters).map((value) => (isList(value) ? value.length : 1));
    if (Math.max(...lengths, 0) > LISTED_MAX) return await db.executeQuery(build(db, parameters).compile());
    const key = `${isPostgres(db)} ${lengths.join()}`;
    let query = compiled.get(key);
    if (query === undefined) {
      // To the builder, placeholders look like the values that will stand in their place.
      query = build(db, placeholdersFor(parameters) as unknown as P).compile();
      compiled.set(key, query);
    }
    const values = query.parameters.map((value) =>
      value instanceof Placeholder ? value.in(parameters) : value,
    );
    return await db.executeQuery({ ...query, parameters: values });
  };
}

class Placeholder {
  readonly in: (parameters: Parameters) => unknown;

  constructor(find: (parameters: Parameters) => unknown) {
    this.in = find;
  }
}

/** Names that are not given stand for nothing. */
function placeholdersFor(parameters: Parameters): Record<string, unknown> {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' ? placeholderFor(parameters[name], name) : undefined) },
  );
}

function placeholderFor(value: Parameters[string] | undefined, name: string): unknown {
  if (!isList(value)) return new Placeholder((given) => given[name]);
  return value.map((item, index) => {
    const itemOf = (given: Parameters): unknown => (given[name] as readonly unknown[])[index];
    if (item === null || typeof item !== 'object') return new Placeholder(itemOf);
    const columns = Object.keys(item).map((column) => [
      column,
      new Placeholder((given) => (itemOf(given) as Row)[column]),
    ]);
    return Object.fromEntries(columns) as unknown;
  });
}

function isList(value: Parameters[string] | undefined): value is readonly (Value | Row)[] {
  return Array.isArray(value);
}
