import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json.ts';

/** 128 bits keep two of a site's contents apart by chance alone; nobody gains by making two collide. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22);
}
