import {
  booleanProblem,
  dateProblem,
  numberProblem,
  selectProblem,
  slugFieldProblem,
  textFieldProblem,
} from './field-problems.ts';
import type { Field, FieldOf, FieldRecord } from './fields.ts';
import { joinPath, type IssueList } from './issues.ts';
import { LIST_LENGTH_MAX } from './limits.ts';
import { isEmptyDocument } from './rich-text/plain-text.ts';
import { focalProblem } from './rich-text/schema.ts';
import { validateDocument } from './rich-text/validate-document.ts';
import { idProblem, isBlank, isRecord, lineProblem, nameOfType, textProblem } from './text-rules.ts';

/** Where a value stands, and how strictly it is looked at. */
export type FieldPlace = {
  readonly path: string;
  /** True: the declared limits (required, min, max, pattern …) hold too. False: a draft. */
  readonly complete: boolean;
  readonly issues: IssueList;
};

/** Checks the values of an object's fields; unknown names are refused, and with them `__proto__` and its kind. */
export function validateFields(
  value: unknown,
  { fields, place, besides = [] }: { fields: FieldRecord; place: FieldPlace; besides?: readonly string[] },
): Record<string, unknown> {
  const { path, issues } = place;
  if (!isRecord(value)) {
    issues.add(path, `Expected an object, found ${nameOfType(value)}.`);
    return {};
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name) && !besides.includes(name)) {
      issues.add(joinPath(path, name), 'There is no such field.');
    }
  }
  const content: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const at = { ...place, path: joinPath(path, name) };
    const before = issues.found.length;
    const checked = validateField(field, Object.hasOwn(value, name) ? value[name] : undefined, at);
    if (checked !== undefined) content[name] = checked;
    const isMissing = checked === undefined || (field.type === 'text' && isBlank(checked));
    if (isMissing && place.complete && isRequired(field) && issues.found.length === before) {
      issues.add(at.path, 'Must be filled in.');
    }
  }
  return content;
}

/** The value in canonical form; undefined if it is not set (null and empty included) or not valid. */
function validateField(field: Field, value: unknown, place: FieldPlace): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  switch (field.type) {
    case 'text':
      return accept(value, textFieldProblem(field, value, place.complete), place);
    case 'slug':
      return accept(value, slugFieldProblem(field, value), place);
    case 'richText':
      return validateRichText(value, place);
    case 'number':
      return accept(value, numberProblem(field, value, place.complete), place);
    case 'boolean':
      return accept(value, booleanProblem(value), place);
    case 'date':
      return accept(value, dateProblem(field, value, place.complete), place);
    case 'select': {
      const one: ItemCheck = (item, at) => accept(item, selectProblem(field, item), at);
      return field.multiple === true ? validateSet(value, place, one) : one(value, place);
    }
    case 'image':
      return validateMedia(value, place, { alt: lineProblem, caption: textProblem, focal: focalProblem });
    case 'file':
      return validateMedia(value, place, { label: lineProblem });
    case 'reference': {
      const one: ItemCheck = (item, at) => accept(item, idProblem(item), at);
      if (field.multiple !== true) return one(value, place);
      checkCount(field, value, place);
      return validateSet(value, place, one);
    }
    case 'list':
      checkCount(field, value, place);
      return validateItems(value, place, (item, at) => validateListItem(field.of, item, at));
    case 'group':
      return validateGroup(field.fields, value, place);
    case 'blocks':
      checkCount(field, value, place);
      return validateItems(value, place, (item, at) => validateBlock(field, item, at));
    default:
      return field satisfies never;
  }
}

function validateRichText(value: unknown, { path, issues }: FieldPlace): unknown {
  const document = validateDocument(value, { path, issues });
  return document === null || isEmptyDocument(document) ? undefined : document;
}

function validateGroup(fields: FieldRecord, value: unknown, place: FieldPlace): unknown {
  const group = validateFields(value, { fields, place });
  return Object.keys(group).length === 0 ? undefined : group;
}

type ItemCheck = (item: unknown, at: FieldPlace) => unknown;

function validateItems(value: unknown, place: FieldPlace, check: ItemCheck): unknown[] | undefined {
  if (!Array.isArray(value)) {
    place.issues.add(place.path, `Expected a list, found ${nameOfType(value)}.`);
    return undefined;
  }
  if (value.length > LIST_LENGTH_MAX) {
    place.issues.add(
      place.path,
      `The list has ${value.length} items, more than the ${LIST_LENGTH_MAX} allowed.`,
    );
    return undefined;
  }
  if (value.length === 0) return undefined;
  return value.map((item, index) => check(item, { ...place, path: `${place.path}[${index}]` }));
}

/** References and choices: the same one twice is a mistake. */
function validateSet(value: unknown, place: FieldPlace, check: ItemCheck): unknown[] | undefined {
  const seen = new Set<unknown>();
  return validateItems(value, place, (item, at) => {
    if (seen.has(item)) at.issues.add(at.path, 'Is in the list already.');
    seen.add(item);
    return check(item, at);
  });
}

/** A draft keeps an empty row, which an editor has just added; it has to be filled in or removed before publishing. */
function validateListItem(field: Field, item: unknown, at: FieldPlace): unknown {
  const before = at.issues.found.length;
  const checked = validateField(field, item, at);
  const missing = checked === undefined && at.issues.found.length === before;
  if (missing && (at.complete || item === null)) at.issues.add(at.path, 'Must be filled in or removed.');
  return missing ? item : checked;
}

function validateBlock(field: FieldOf<'blocks'>, item: unknown, at: FieldPlace): unknown {
  const type = isRecord(item) ? item['type'] : undefined;
  const kind = typeof type === 'string' && Object.hasOwn(field.kinds, type) ? field.kinds[type] : undefined;
  if (!isRecord(item) || kind === undefined) {
    at.issues.add(joinPath(at.path, 'type'), `Expected one of: ${Object.keys(field.kinds).join(', ')}.`);
    return undefined;
  }
  const id = item['id'] ?? undefined;
  if (id !== undefined) accept(id, lineProblem(id, 64), { ...at, path: joinPath(at.path, 'id') });
  const content = validateFields(item, { fields: kind.fields, place: at, besides: ['type', 'id'] });
  return id === undefined ? { type, ...content } : { type, id, ...content };
}

/** An image or a file: `{ media: id }` and texts that go with it. */
function validateMedia(
  value: unknown,
  place: FieldPlace,
  extras: Readonly<Record<string, (value: unknown) => string | null>>,
): unknown {
  if (!isRecord(value)) {
    place.issues.add(
      place.path,
      `Expected an object with the id of a media item, found ${nameOfType(value)}.`,
    );
    return undefined;
  }
  const result: Record<string, unknown> = { media: value['media'] };
  accept(value['media'], idProblem(value['media']), { ...place, path: joinPath(place.path, 'media') });
  for (const name of Object.keys(value)) {
    const at = { ...place, path: joinPath(place.path, name) };
    const problem = Object.hasOwn(extras, name) ? extras[name] : undefined;
    if (problem !== undefined && value[name] !== null)
      result[name] = accept(value[name], problem(value[name]), at);
    else if (problem === undefined && name !== 'media') at.issues.add(at.path, 'There is no such property.');
  }
  return result;
}

function checkCount(
  { min = 0, max = Infinity }: { readonly min?: number; readonly max?: number },
  value: unknown,
  { path, complete, issues }: FieldPlace,
): void {
  if (!complete || !Array.isArray(value)) return;
  if (value.length < min) issues.add(path, `Needs at least ${min}, has ${value.length}.`);
  if (value.length > max) issues.add(path, `Takes at most ${max}, has ${value.length}.`);
}

function accept(value: unknown, problem: string | null, { path, issues }: FieldPlace): unknown {
  if (problem === null) return value;
  issues.add(path, problem);
  return undefined;
}

function isRequired(field: Field): boolean {
  return 'required' in field && (field.required ?? false);
}
