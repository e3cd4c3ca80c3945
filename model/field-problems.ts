import { selectValues, type FieldOf } from './fields.ts';
import { DRAFT_LENGTH_FACTOR, SLUG_BYTES_MAX, SLUG_LENGTH_MAX } from './limits.ts';
import { lineProblem, nameOfType, textProblem } from './text-rules.ts';

/* What is wrong with the value of a simple field; null if nothing. `complete`: the declared limits hold too. */

/** Letters of every script, in lower case where the script has it. */
const SLUG = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+)*$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function textFieldProblem(field: FieldOf<'text'>, value: unknown, complete: boolean): string | null {
  const problem = field.multiline === true ? textProblem(value) : lineProblem(value);
  if (problem !== null || typeof value !== 'string') return problem;
  const { minLength = 0, maxLength = Infinity, pattern } = field;
  if (!complete) return draftLengthProblem(value, maxLength * DRAFT_LENGTH_FACTOR);
  if (value.length < minLength) return `Needs at least ${minLength} characters, has ${value.length}.`;
  if (value.length > maxLength) return `Takes at most ${maxLength} characters, has ${value.length}.`;
  const fits = pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value);
  return fits ? null : `Does not match the pattern ${pattern}.`;
}

function draftLengthProblem({ length }: string, roomMax: number): string | null {
  return length > roomMax ? `Takes at most ${roomMax} characters in a draft, has ${length}.` : null;
}

/** Drafts too: the preview of a draft stands at the path that its slug gives. */
export function slugFieldProblem(field: FieldOf<'slug'>, value: unknown): string | null {
  return lineProblem(value, field.maxLength ?? SLUG_LENGTH_MAX) ?? slugProblem(String(value));
}

function slugProblem(slug: string): string | null {
  if (!SLUG.test(slug)) return 'Expected lower-case letters, digits and single hyphens: first-light.';
  // Two that look the same would be two addresses.
  if (slug.normalize('NFC') !== slug) return 'Expected letters and their accents as one (Unicode form NFC).';
  const { length } = new TextEncoder().encode(slug);
  return length > SLUG_BYTES_MAX ? `Takes at most ${SLUG_BYTES_MAX} bytes of UTF-8, has ${length}.` : null;
}

export function numberProblem(field: FieldOf<'number'>, value: unknown, complete: boolean): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return expected('a number', value);
  if (field.integer === true && !Number.isSafeInteger(value)) return 'Expected a whole number.';
  if (!complete) return null;
  const { min = -Infinity, max = Infinity } = field;
  if (value < min) return `Must be ${min} or more.`;
  return value > max ? `Must be ${max} or less.` : null;
}

export function booleanProblem(value: unknown): string | null {
  return typeof value === 'boolean' ? null : expected('true or false', value);
}

export function dateProblem(field: FieldOf<'date'>, value: unknown, complete: boolean): string | null {
  const valid = field.time === true ? isMoment(value) : isDay(value);
  if (!valid) {
    return field.time === true
      ? 'Expected a moment in UTC, such as 2026-03-01T09:30:00.000Z.'
      : 'Expected a day of the calendar, such as 2026-03-01.';
  }
  const text = String(value);
  if (complete && field.min !== undefined && text < field.min) return `Must be ${field.min} or later.`;
  if (complete && field.max !== undefined && text > field.max) return `Must be ${field.max} or earlier.`;
  return null;
}

export function selectProblem(field: FieldOf<'select'>, value: unknown): string | null {
  const values = selectValues(field);
  return typeof value === 'string' && values.includes(value)
    ? null
    : `Expected one of: ${values.join(', ')}.`;
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && DAY.test(value) && isMoment(`${value}T00:00:00.000Z`);
}

/** Exactly as it is stored: one text for one moment, so that texts sort as times do. */
function isMoment(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const moment = new Date(value);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === value;
}

function expected(what: string, value: unknown): string {
  return `Expected ${what}, found ${nameOfType(value)}.`;
}
