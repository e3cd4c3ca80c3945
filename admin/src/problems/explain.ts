import { i18n } from '@lingui/core';
import type { ApiError } from '../../../model/api/api-error.ts';

type Words = Readonly<Record<string, string>>;

type Speech = {
  /** By the code of the problem. */
  words: Words;
  /** By what the server says of it, as a pattern: all of it, with its names and numbers where `$1` stands. */
  details: Words;
};

/** The server speaks English. */
const SPEECHES: Readonly<Record<string, () => Promise<Speech>>> = {
  de: async () => {
    const [words, details] = await Promise.all([import('./de.json'), import('./de-details.json')]);
    return { words: words.default, details: details.default };
  },
};

/** What is wrong, in the language of the screen; then what the server says of this one, which knows the names. */
export async function explain({ cause, code, message, problem }: ApiError): Promise<string> {
  // Whoever has taken back a question wants no words for it.
  if (cause instanceof Error && cause.name === 'AbortError') return message;
  return (await inWords({ code, detail: problem === null ? null : message })) ?? message;
}

type Problem = { code: string; detail: string | null };

/** Null where the server's own words are all that there is. */
export async function inWords({ code, detail }: Problem): Promise<string | null> {
  const { details, words } = await speechOf(i18n.locale);
  const said = words[code];
  if (detail === null) return said ?? null;
  const whole = wholeOf(details, detail);
  if (whole !== null || said === undefined) return whole;
  return `${said} (${detail})`;
}

function wholeOf(details: Words, detail: string): string | null {
  for (const [source, words] of Object.entries(details)) {
    const pattern = new RegExp(`^${source}$`, 's');
    if (pattern.test(detail)) return detail.replace(pattern, words);
  }
  return null;
}

const SILENT: Speech = { words: {}, details: {} };

async function speechOf(locale: string): Promise<Speech> {
  try {
    return (await SPEECHES[locale]?.()) ?? SILENT;
  } catch {
    // Without a network: better in English than not at all.
    return SILENT;
  }
}
