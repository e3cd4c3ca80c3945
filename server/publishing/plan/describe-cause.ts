import type { Question } from '../../../content-cache/read-record.ts';

/** Why a page was rendered, for people: the read whose answer has changed, or whatever else was noted. */
export function describeCause(cause: string | null): string | null {
  return cause?.startsWith('{') === true ? describeQuestion(cause) : cause;
}

/** Of the text that reads are recorded by. */
export function describeQuestion(text: string): string {
  const question = JSON.parse(text) as Question;
  switch (question.kind) {
    case 'entry':
      return describeLookup(question.lookup);
    case 'card':
      return `${question.collection} ${question.id}, as lists show it`;
    case 'published-at':
      return `when ${oneOf(question.ids)} was last published`;
    case 'query':
      return `list of ${describeList(question.query)}`;
    case 'count':
      return `number of ${describeList(question.query)}`;
    case 'neighbours':
      return `neighbours of ${question.query.id} among ${describeList(question.query)}`;
    case 'values':
      return `values of ${question.field} in ${question.collection} (${question.locale})`;
    case 'backlinks':
      return `entries that name ${question.id}`;
    case 'path':
      return `address of ${question.id}`;
    case 'translations':
      return `translations of ${question.group}`;
    case 'media':
      return `media file ${question.id}`;
    case 'redirect':
      return `redirect at ${question.path}`;
    case 'clock':
      return `the ${question.grain}`;
    default:
      return question satisfies never;
  }
}

function oneOf(ids: readonly string[]): string {
  return ids.length === 1 ? `${ids[0]}` : `one of ${ids.length} entries`;
}

type Lookup = Extract<Question, { kind: 'entry' }>['lookup'];

function describeLookup(lookup: Lookup): string {
  const { collection } = lookup;
  switch (lookup.by) {
    case 'id':
      return `${collection} ${lookup.id}`;
    case 'path':
      return `${collection} at ${lookup.path}`;
    case 'slug':
      return `${collection} "${lookup.slug}" (${lookup.locale})`;
    case 'single':
      return `${collection} (${lookup.locale})`;
    default:
      return lookup satisfies never;
  }
}

type List = {
  collection: string;
  locale: string;
  where: readonly { field: string; kind: string; value?: unknown }[];
  sort?: readonly { field: string; order: string }[];
  limit?: number | null;
  offset?: number;
};

function describeList({ collection, limit, locale, offset = 0, sort, where }: List): string {
  const conditions = where.map(
    ({ field, kind, value }) => `${field} ${kind === 'equal' ? `= ${String(value)}` : kind}`,
  );
  const order = sort?.map(({ field, order: direction }) =>
    direction === 'descending' ? `-${field}` : field,
  );
  return [
    `${collection} (${locale})`,
    ...(conditions.length === 0 ? [] : [`where ${conditions.join(', ')}`]),
    ...(order === undefined ? [] : [`by ${order.join(', ')}`]),
    ...(limit == null ? [] : [`${offset + 1} to ${offset + limit}`]),
  ].join(' ');
}
