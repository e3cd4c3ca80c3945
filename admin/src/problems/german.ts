import type { ApiError, Explained } from '../../../model/api/api-error.ts';
import words from './de.json' with { type: 'json' };
import details from './de-details.json' with { type: 'json' };
import { ENGLISH_BEHIND } from './english-behind.ts';

/** A problem, as the server says it. */
export type Said = {
  code: string;
  detail: string | null;
  /** What else the server says of it, by name: who stands in the way, where, how many. */
  parts?: Readonly<Record<string, unknown>> | null;
  retryAfterSeconds?: number | null;
};

/** One sentence, or several of which the first is taken whose parts, such as `{path}`, are known. */
type Words = Readonly<Record<string, string | readonly string[]>>;
type Parts = Readonly<Record<string, unknown>>;

/** By what the server says, as a pattern, with the names and numbers of that where `$1` stands. */
const DETAILS: Words = details;
/** By the code of the problem. */
const WORDS: Words = words;

const PLACE = /\{([\w.]+)\}|\$(\d)/g;

/** With what is wrong in the input. */
export function explainWhole({
  code,
  issues,
  message,
  problem: parts,
  retryAfterSeconds,
}: ApiError): Explained {
  return {
    message: inWords({ code, detail: parts && message, parts, retryAfterSeconds }) ?? message,
    issues: issues.map((issue) => ({
      path: issue.path,
      message: inWords({ code: '', detail: issue.message }) ?? issue.message,
    })),
  };
}

export function inWords(said: Said): string | null {
  const { code, detail } = said;
  const parts = { ...said.parts, wait: waitWords(said.retryAfterSeconds ?? null) };
  const whole = detail === null ? null : wholeOf(detail, parts);
  if (whole !== null) return whole;
  const short = filled(WORDS[code], parts);
  return short !== null && detail !== null && ENGLISH_BEHIND.has(code) ? `${short} „${detail}“` : short;
}

function wholeOf(detail: string, parts: Parts): string | null {
  for (const [source, german] of Object.entries(DETAILS)) {
    const groups = new RegExp(`^${source}$`, 's').exec(detail);
    const sentence =
      groups === null ? null : filled(german, { ...parts, ...Object.fromEntries(groups.entries()) });
    if (sentence !== null) return sentence;
  }
  return null;
}

function filled(sentences: string | readonly string[] | undefined, parts: Parts): string | null {
  for (const sentence of [sentences ?? []].flat()) {
    const known = new Map(
      Array.from(sentence.matchAll(PLACE), ([place, name, group]) => [
        place,
        partWords(parts, name ?? group ?? ''),
      ]),
    );
    if ([...known.values()].every((part) => part !== ''))
      return sentence.replaceAll(PLACE, (place) => known.get(place) ?? '');
  }
  return null;
}

/** Empty where it is not known. */
function partWords(parts: Parts, name: string): string {
  const value = name.split('.').reduce<unknown>((at, key) => memberOf(at, key), parts);
  return nameOf(value);
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toLocaleString('de');
  if (Array.isArray(value)) return value.every(isPath) ? value.join(' → ') : listWords(value.map(nameOf));
  const named = ['name', 'title', 'email'].map((key) => memberOf(value, key));
  return named.find((one) => typeof one === 'string') ?? '';
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/');
}

function listWords(names: readonly string[]): string {
  return new Intl.ListFormat('de').format(names.filter((name) => name !== ''));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return '';
  const isLong = seconds > 90;
  const unit = isLong ? 'minute' : 'second';
  const format = new Intl.NumberFormat('de', { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(isLong ? Math.ceil(seconds / 60) : seconds);
}
