import type { DeadLink } from '../../model/site-plan.ts';

/** The one place where JSON columns are written and read. What is read back was validated when it was written. */
export function encodeJson(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value);
}

export function decodeJson(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

export function decodeNumbers(text: string): Record<string, number> {
  return JSON.parse(text) as Record<string, number>;
}

export function encodeList(values: readonly string[]): string {
  return JSON.stringify(values);
}

export function decodeList(text: string): string[] {
  return JSON.parse(text) as string[];
}

/** Null where there are none. */
export function encodeLinks(links: readonly DeadLink[]): string | null {
  return links.length === 0 ? null : JSON.stringify(links);
}

export function decodeLinks(text: string | null): DeadLink[] {
  return text === null ? [] : (JSON.parse(text) as DeadLink[]);
}
