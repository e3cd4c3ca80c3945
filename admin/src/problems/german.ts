import words from './de.json' with { type: 'json' };
import details from './de-details.json' with { type: 'json' };

/** A problem, as the server says it. */
export type Said = { code: string; detail: string | null };

type Words = Readonly<Record<string, string>>;

/** By what the server says, as a pattern: all of it, with its names and numbers where `$1` stands. */
const DETAILS: Words = details;
/** By the code of the problem: shorter, with what the server says behind it. */
const WORDS: Words = words;

export function inGerman({ code, detail }: Said): string | null {
  const said = WORDS[code];
  if (detail === null) return said ?? null;
  const whole = wholeOf(detail);
  if (whole !== null || said === undefined) return whole;
  return `${said} (${detail})`;
}

function wholeOf(detail: string): string | null {
  for (const [source, german] of Object.entries(DETAILS)) {
    const pattern = new RegExp(`^${source}$`, 's');
    if (pattern.test(detail)) return detail.replace(pattern, german);
  }
  return null;
}
