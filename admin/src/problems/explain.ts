import { i18n } from '@lingui/core';
import type { ApiError } from '../../../model/api/api-error.ts';
import type { Said } from './german.ts';

type Speech = (said: Said) => string | null;

/** The server speaks English. */
const SPEECHES: Readonly<Record<string, () => Promise<Speech>>> = {
  de: async () => (await import('./german.ts')).inGerman,
};

/** What is wrong, in the language of the screen; then what the server says of this one, which knows the names. */
export async function explain({ cause, code, message, problem }: ApiError): Promise<string> {
  // Whoever has taken back a question wants no words for it.
  if (cause instanceof Error && cause.name === 'AbortError') return message;
  return (await inWords({ code, detail: problem === null ? null : message })) ?? message;
}

/** Null where the server's own words are all that there is. */
export async function inWords(said: Said): Promise<string | null> {
  try {
    return (await SPEECHES[i18n.locale]?.())?.(said) ?? null;
  } catch {
    // Without a network: better in English than not at all.
    return null;
  }
}
