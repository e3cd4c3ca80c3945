import { z } from 'zod';
import { AppError, type FieldIssue } from '../errors.ts';
import type { ReceivedFile } from '../media/media-context.ts';
import { describeIssue } from './describe-issue.ts';

/** `files` have arrived in the place of a body. */
export type RawInput = {
  params: unknown;
  query: unknown;
  body: unknown;
  files?: readonly ReceivedFile[];
};

/** More of them help nobody, and each costs time and memory. */
const ISSUES_MAX = 50;

/** The input as the schema gives it, or `invalid-input` with the place and the remedy of every problem. */
export function checkInput<Input extends z.ZodObject>(schema: Input, raw: RawInput): z.output<Input> {
  if (!('body' in schema.shape) || raw.files !== undefined) refuseBody(raw.body);
  refuseUnknownParameters(schema.shape['query'], raw.query);
  const result = schema.safeParse(raw, {
    error: (issue) => describeIssue(issue, valueAt(raw, issue.path ?? [])),
  });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => fieldIssues(issue)).slice(0, ISSUES_MAX);
  throw invalidInput(issues);
}

const noBody = z.strictObject({}).optional();

/** An empty object is what many programs send when they have nothing to say. */
function refuseBody(body: unknown): void {
  if (noBody.safeParse(body).success) return;
  throw invalidInput([{ path: '', message: 'This address takes no body. Send the request without one.' }]);
}

/** A misspelt filter that was ignored would answer with more than was asked for. */
function refuseUnknownParameters(schema: unknown, query: unknown): void {
  const known = schema instanceof z.ZodObject ? schema.shape : {};
  const unknown = Object.keys(query ?? {}).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  const message = 'There is no such query parameter here. Remove it, or check how it is spelt.';
  throw invalidInput(unknown.slice(0, ISSUES_MAX).map((name) => ({ path: `query.${name}`, message })));
}

function invalidInput(issues: readonly FieldIssue[]): AppError {
  const places = issues.length === 1 ? 'One place' : `${issues.length} places`;
  return new AppError(
    'invalid-input',
    `${places} in the input cannot be accepted; nothing was changed. Mend what \`errors\` lists and send it again.`,
    { issues },
  );
}

function fieldIssues(issue: z.core.$ZodIssue): FieldIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: placeName([...issue.path, key]),
      message: isWordedByUs(issue)
        ? issue.message
        : 'There is no such field here. Remove it, or check how it is spelt.',
    }));
  }
  return [{ path: placeName(issue.path), message: issue.message }];
}

/** Where the schema says what to do instead. */
function isWordedByUs({ message }: z.core.$ZodIssue): boolean {
  return !message.startsWith('Unrecognized key');
}

/** `content.tags[1]` in the body; `query.limit` and `params.id` elsewhere. */
function placeName(path: readonly PropertyKey[]): string {
  const names = path[0] === 'body' ? path.slice(1) : path;
  return names
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${String(name)}`))
    .join('')
    .slice(1);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
