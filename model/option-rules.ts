import { joinPath, type IssueList } from './issues.ts';
import { isRecord, nameOfType } from './text-rules.ts';

/** What an option may be, for models written without TypeScript and for those read from JSON. */
export type OptionRule = { readonly expected: string; readonly fits: (value: unknown) => boolean };

/** A rule for each option of a type: a new option without its rule does not compile. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

export const text: OptionRule = rule('text', (value) => typeof value === 'string' && value !== '');
export const flag: OptionRule = rule('true or false', (value) => typeof value === 'boolean');
export const number: OptionRule = rule(
  'a number',
  (value) => typeof value === 'number' && Number.isFinite(value),
);
export const count: OptionRule = rule(
  'a whole number from 0',
  (value) => Number.isInteger(value) && Number(value) >= 0,
);
export const list: OptionRule = rule('a list of texts', isTextList);
export const textOrList: OptionRule = rule(
  'text or a list of texts',
  (value) => (typeof value === 'string' && value !== '') || isTextList(value),
);
export const record: OptionRule = rule('an object', isRecord);
export const label: OptionRule = rule('text, or one text per language: { en: "…" }', isLabel);
export const pattern: OptionRule = rule('the source of a regular expression', isPattern);
export const emptyDate: OptionRule = rule('"first-publication"', (value) => value === 'first-publication');
export const selectOptions: OptionRule = rule(
  'a list of texts or of { value, label }',
  (value) => Array.isArray(value) && value.length > 0 && value.every(isSelectOption),
);

/** Reports unknown, missing and mistyped options. True if there were none. */
export function checkOptions(
  value: unknown,
  {
    rules,
    required = [],
    path,
    issues,
  }: {
    rules: Readonly<Record<string, OptionRule>>;
    required?: readonly string[];
    path: string;
    issues: IssueList;
  },
): boolean {
  const before = issues.found.length;
  if (!isRecord(value)) {
    issues.add(path, `Expected an object, found ${nameOfType(value)}.`);
    return false;
  }
  for (const [name, given] of Object.entries(value)) {
    const option = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (option === undefined) {
      issues.add(
        joinPath(path, name),
        `There is no such option. The options are: ${Object.keys(rules).join(', ')}.`,
      );
    } else if (!option.fits(given)) {
      issues.add(joinPath(path, name), `Expected ${option.expected}, found ${nameOfType(given)}.`);
    }
  }
  for (const name of required) {
    if (!Object.hasOwn(value, name)) issues.add(joinPath(path, name), 'Must be there.');
  }
  return issues.found.length === before;
}

function rule(expected: string, fits: (value: unknown) => boolean): OptionRule {
  return { expected, fits };
}

function isTextList(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  );
}

function isLabel(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return isRecord(value) && isTextList(Object.values(value));
}

function isSelectOption(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return (
    isRecord(value) && typeof value['value'] === 'string' && value['value'] !== '' && isLabel(value['label'])
  );
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value, 'u').source !== '';
  } catch {
    // The caller reports it with its place.
    return false;
  }
}
