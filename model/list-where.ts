/** That a field has this value; or, of dates and numbers, `from..to`, where either may be missing and both are included. */
export type FieldCondition = { field: string; value: string };

/** `featured:true;publishedOn:2026-03-01..2026-03-31`. Null where it is something else. */
export function readWhere(text: string): FieldCondition[] | null {
  const conditions = text.split(';').map(readCondition);
  return conditions.every((condition) => condition !== null) ? conditions : null;
}

/** All of them, but those without a value. */
export function writeWhere(conditions: readonly FieldCondition[]): string {
  return conditions
    .filter(({ value }) => value !== '')
    .map(({ field, value }) => `${field}:${encodeURIComponent(value)}`)
    .join(';');
}

/** Null where it is a single value. */
export function readRange(value: string): { from: string; to: string } | null {
  const [from, to, ...others] = value.split('..');
  return from === undefined || to === undefined || others.length > 0 ? null : { from, to };
}

function readCondition(text: string): FieldCondition | null {
  const [, field, encoded] = /^([A-Za-z0-9]+):(.+)$/.exec(text) ?? [];
  if (field === undefined || encoded === undefined) return null;
  try {
    return { field, value: decodeURIComponent(encoded) };
  } catch {
    return null;
  }
}
