/**
 * One text for one value: keys sorted by UTF-16 units, no white space, numbers and strings as JSON writes them (RFC 8785). Hashes
 * of content, models and publications are taken over it. Throws a TypeError for what JSON cannot carry.
 */
export function canonicalJson(value: unknown): string {
  // What was written in this form once is read in it again, and the engine writes it several times faster.
  return isInOrder(value) ? JSON.stringify(value) : written(value);
}

/** False also for whatever `JSON.stringify` would write otherwise, or not at all. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return Number.isFinite(value);
  if (Array.isArray(value)) {
    for (const item of value) if (!isInOrder(item)) return false;
    return true;
  }
  const record = value as Record<string, unknown>;
  let last = '';
  for (const key of Object.keys(record)) {
    if (key < last || !isInOrder(record[key])) return false;
    last = key;
  }
  return record['toJSON'] === undefined;
}

function written(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return canonicalArray(value);
  if (typeof value === 'object') return canonicalObject(value);
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return JSON.stringify(value);
  const what = typeof value === 'number' ? String(value) : `A value of type ${typeof value}`;
  throw new TypeError(`${what} cannot be written as JSON.`);
}

// Every save takes this way: text is added to text, which is twice as fast as arrays that are mapped and joined.

function canonicalArray(items: readonly unknown[]): string {
  let text = '';
  for (const item of items) text += (text === '' ? '' : ',') + written(item);
  return `[${text}]`;
}

/** A key whose value is undefined counts as absent, as it does for `JSON.stringify`. */
function canonicalObject(value: object): string {
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${written(member)}`;
  }
  return `{${text}}`;
}
