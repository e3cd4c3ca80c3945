import assert from 'node:assert/strict';
import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';

type Parser = (text: string) => unknown;

const parseDate = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text');

/** By type OID (`select oid, typname from pg_type`): what must come back as it does from SQLite, see `tables.ts`. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [20 /* int8 */, parseInteger],
  [114 /* json */, keepText],
  [3802 /* jsonb */, keepText],
  [1184 /* timestamptz */, parseTimestamp],
]);

/** Set on each pool: pg's own table of parsers is global. */
export const postgresTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS.get(oid) ?? types.getTypeParser(oid, format),
};

function parseInteger(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `the database returned ${text}, which a JavaScript number cannot hold`);
  return value;
}

function parseTimestamp(text: string): string {
  return new Date(parseDate(text)).toISOString();
}

function keepText(text: string): string {
  return text;
}
