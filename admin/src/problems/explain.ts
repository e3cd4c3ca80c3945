import { i18n } from '@lingui/core';
import type { ApiError, Explained } from '../../../model/api/api-error.ts';
import type { Said } from './german.ts';

type Speech = {
  inWords: (said: Said) => string | null;
  explainWhole: (refusal: ApiError) => Explained;
};

/** The server speaks English. */
const SPEECHES: Readonly<Record<string, () => Promise<Speech>>> = { de: () => import('./german.ts') };

/** What is wrong, and with what of the input, in the language of the screen. */
export async function explain(refusal: ApiError): Promise<Explained> {
  const { cause } = refusal;
  // Whoever has taken back a question wants no words for it.
  if (cause instanceof Error && cause.name === 'AbortError') return refusal;
  return (await speech())?.explainWhole(refusal) ?? refusal;
}

/** Null where the server's own words are all that there is. */
export async function inWords(said: Said): Promise<string | null> {
  return (await speech())?.inWords(said) ?? null;
}

async function speech(): Promise<Speech | undefined> {
  try {
    return await SPEECHES[i18n.locale]?.();
  } catch {
    // Without a network: better in English than not at all.
    return undefined;
  }
}
