import { i18n } from '@lingui/core';
import type { ApiError } from '../../../model/api/api-error.ts';

type Words = Readonly<Record<string, string>>;

/** By the code of the problem. The server speaks English. */
const WORDS: Readonly<Record<string, () => Promise<{ default: Words }>>> = { de: () => import('./de.json') };

/** What is wrong, in the language of the screen; then what the server says of this one, which knows the names. */
export async function explain({ cause, code, message, problem }: ApiError): Promise<string> {
  // Whoever has taken back a question wants no words for it.
  if (cause instanceof Error && cause.name === 'AbortError') return message;
  return (await inWords({ code, detail: problem === null ? null : message })) ?? message;
}

type Problem = { code: string; detail: string | null };

/** Null where the server's own words are all that there is. */
export async function inWords({ code, detail }: Problem): Promise<string | null> {
  const words = await wordsOf(i18n.locale);
  const said = words[code];
  if (said === undefined || detail === null) return said ?? null;
  return `${said} (${detail})`;
}

async function wordsOf(locale: string): Promise<Words> {
  try {
    return (await WORDS[locale]?.())?.default ?? {};
  } catch {
    // Without a network: better in English than not at all.
    return {};
  }
}
