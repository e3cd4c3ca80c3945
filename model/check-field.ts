import {
  referencedCollections,
  selectValues,
  type Field,
  type FieldOptions,
  type FieldRecord,
} from './fields.ts';
import { joinPath, type IssueList } from './issues.ts';
import {
  checkOptions,
  count,
  emptyDate,
  flag,
  label,
  list,
  number,
  pattern,
  record,
  selectOptions,
  text,
  textOrList,
  type OptionRules,
} from './option-rules.ts';
import { isRecord } from './text-rules.ts';
import { validateFields } from './validate-field.ts';

type FieldsPlace = {
  readonly path: string;
  /** The names of the model's collections. */
  readonly collections: readonly string[];
  readonly issues: IssueList;
  /** Inside a group, list or block. */
  readonly nested: boolean;
};

export const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,59}$/;
/** A list's sort order may name the id, a block's value has a type and an id: no field may hide them. */
const RESERVED_NAMES = ['id', 'type'];

const common = { label, help: label, required: flag };

const FIELD_OPTIONS: { readonly [Type in keyof FieldOptions]: OptionRules<FieldOptions[Type]> } = {
  text: { ...common, multiline: flag, minLength: count, maxLength: count, pattern, default: text },
  slug: { ...common, from: text, maxLength: count },
  richText: common,
  number: { ...common, min: number, max: number, integer: flag, default: number },
  boolean: { label, help: label, default: flag },
  date: { ...common, time: flag, min: text, max: text, whenEmpty: emptyDate },
  select: { ...common, options: selectOptions, multiple: flag, default: textOrList },
  image: common,
  file: { ...common, accept: list },
  reference: { ...common, collection: textOrList, multiple: flag, min: count, max: count },
  list: { ...common, of: record, min: count, max: count },
  group: { ...common, fields: record },
  blocks: { ...common, kinds: record, min: count, max: count },
};

const REQUIRED_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  select: ['options'],
  reference: ['collection'],
  list: ['of'],
  group: ['fields'],
  blocks: ['kinds'],
};

/** True if nothing was wrong. */
export function checkFields(fields: unknown, place: FieldsPlace): boolean {
  const { path, issues } = place;
  const before = issues.found.length;
  if (!isRecord(fields) || Object.keys(fields).length === 0) {
    issues.add(path, 'Expected an object with at least one field.');
    return false;
  }
  for (const [name, field] of Object.entries(fields)) {
    const at = joinPath(path, name);
    if (!FIELD_NAME.test(name) || name in {} || RESERVED_NAMES.includes(name)) {
      issues.add(
        at,
        `A field is named with letters and digits, the first a small letter; not ${RESERVED_NAMES.join(' or ')}.`,
      );
    }
    if (checkField(field, { ...place, path: at }) && field.type === 'slug' && field.from !== undefined) {
      const source = Object.hasOwn(fields, field.from) ? fields[field.from] : undefined;
      if (!isRecord(source) || source['type'] !== 'text') {
        issues.add(`${at}.from`, `There is no text field "${field.from}" to derive the slug from.`);
      }
    }
  }
  return issues.found.length === before;
}

/** Says, too, that the value is a field: everything below has been checked. */
function checkField(field: unknown, place: FieldsPlace): field is Field {
  const { path, issues } = place;
  const type = isRecord(field) ? field['type'] : undefined;
  if (typeof type !== 'string' || !isFieldType(type)) {
    const types = Object.keys(FIELD_OPTIONS).join(', ');
    issues.add(path, `Expected a field, such as field.text(). The types are: ${types}.`);
    return false;
  }
  const rules = { type: text, ...FIELD_OPTIONS[type] };
  if (!checkOptions(field, { rules, required: REQUIRED_OPTIONS[type] ?? [], path, issues })) return false;
  const before = issues.found.length;
  // The type is known and every option is of its type; what is inside a list, group or block is checked next.
  checkMeaning(field as Field, place);
  return issues.found.length === before;
}

function isFieldType(type: string): type is keyof FieldOptions {
  return Object.hasOwn(FIELD_OPTIONS, type);
}

function checkMeaning(field: Field, place: FieldsPlace): void {
  const { path, issues } = place;
  checkRanges(field, place);
  switch (field.type) {
    case 'slug':
      if (place.nested)
        issues.add(path, 'A slug belongs to the entry itself, not to a group, list or block.');
      break;
    case 'reference':
      for (const name of referencedCollections(field)) {
        if (!place.collections.includes(name)) {
          const known = place.collections.join(', ');
          issues.add(
            `${path}.collection`,
            `There is no collection "${name}". The collections are: ${known}.`,
          );
        }
      }
      break;
    case 'select': {
      const values = selectValues(field);
      if (new Set(values).size < values.length)
        issues.add(`${path}.options`, 'Two options have the same value.');
      break;
    }
    case 'date':
      if (place.nested && field.whenEmpty !== undefined)
        issues.add(
          `${path}.whenEmpty`,
          'Possible for a field of the entry itself, not in a group, list or block.',
        );
      break;
    case 'list':
      checkField(field.of, { ...place, path: `${path}.of`, nested: true });
      break;
    case 'group':
      checkFields(field.fields, { ...place, path: `${path}.fields`, nested: true });
      break;
    case 'blocks':
      checkKinds(field.kinds, { ...place, path: `${path}.kinds`, nested: true });
      break;
    case 'text':
    case 'richText':
    case 'number':
    case 'boolean':
    case 'image':
    case 'file':
      break;
  }
  checkDefault(field, place);
}

function checkKinds(
  kinds: Readonly<Record<string, { readonly fields: FieldRecord }>>,
  place: FieldsPlace,
): void {
  const rules = { label, fields: record };
  for (const [name, kind] of Object.entries(kinds)) {
    const path = joinPath(place.path, name);
    if (!FIELD_NAME.test(name) || name in {}) {
      place.issues.add(path, 'A kind of block is named with letters and digits, the first a small letter.');
    }
    if (checkOptions(kind, { rules, required: ['fields'], path, issues: place.issues })) {
      checkFields(kind.fields, { ...place, path: `${path}.fields` });
    }
  }
}

function checkRanges(field: Field, { path, issues }: FieldsPlace): void {
  const limits = field as { min?: unknown; max?: unknown; minLength?: number; maxLength?: number };
  const { min, max, minLength = 0, maxLength = Infinity } = limits;
  const reversed =
    (typeof min === 'number' && typeof max === 'number' && min > max) ||
    (typeof min === 'string' && typeof max === 'string' && min > max);
  if (reversed) issues.add(`${path}.min`, `${String(min)} is more than max, which is ${String(max)}.`);
  if (minLength > maxLength)
    issues.add(`${path}.minLength`, `${minLength} is more than maxLength, which is ${maxLength}.`);
}

/** A default, and the ends of a range of dates, are values of the field: they have to be valid ones. */
function checkDefault(field: Field, { path, issues }: FieldsPlace): void {
  const { min: _min, max: _max, ...open } = field as Field & { min?: unknown; max?: unknown };
  for (const name of field.type === 'date' ? ['min', 'max'] : ['default']) {
    const value = (field as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) continue;
    const fields: FieldRecord = { [name]: field.type === 'date' ? open : field };
    validateFields({ [name]: value }, { fields, place: { path, complete: true, issues } });
  }
}
