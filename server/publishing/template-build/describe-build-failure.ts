import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

export type BuildFailure = Place & { message: string };

type Place = {
  file: string | null;
  line: number | null;
  /** From 1, as editors count. */
  column: number | null;
};

/** Errors of Astro, Vite, Rolldown and of plain code say in different ways what is wrong and where. */
export function describeBuildFailure(error: unknown, projectRoot: string): BuildFailure {
  if (!(error instanceof Error)) return { message: String(error), ...NOWHERE };
  const { errors, hint, issues } = error as ToolError;
  // The bundler wraps what went wrong; the first is the cause, the rest follow from it.
  if (errors?.[0] !== undefined) return describeBuildFailure(errors[0], projectRoot);
  if (issues !== undefined) return describeOptions(issues);
  const text = stripVTControlCharacters(error.message).trim();
  const place = toldPlace(error) ?? drawnPlace(text) ?? importPlace(text) ?? stackPlace(error, projectRoot);
  const message = withoutPath(hint ? `${text} ${hint}` : text).replaceAll(`${projectRoot}/`, '');
  return { message, ...place };
}

type ToolError = Error & {
  errors?: readonly unknown[];
  hint?: string;
  id?: string;
  issues?: readonly OptionIssue[];
  loc?: { file?: string; line?: number; column?: number };
};

const NOWHERE: Place = { file: null, line: null, column: null };

/** Of the configuration, as Astro checks it. */
type OptionIssue = { message: string; path: readonly PropertyKey[] };

/** Their message as a whole is JSON. */
function describeOptions(issues: readonly OptionIssue[]): BuildFailure {
  const lines = issues.map(({ message, path }) => {
    const name = path.join('.');
    const text = message.replaceAll('**', '');
    return text.startsWith(name) ? text : `${name}: ${text}`;
  });
  return { message: lines.join('\n'), file: 'astro.config.mjs', line: null, column: null };
}

function toldPlace({ id, loc }: ToolError): Place | null {
  const file = loc?.file ?? id;
  if (file === undefined) return null;
  return { file, line: loc?.line ?? null, column: loc?.column === undefined ? null : loc.column + 1 };
}

/** The head of Rolldown's drawing of the source: `╭─[ site/pages/index.astro:2:15 ]`. */
const DRAWN_PLACE = /╭─\[ (.+?):(\d+):(\d+) \]/;

function drawnPlace(text: string): Place | null {
  return placeIn(DRAWN_PLACE.exec(text));
}

/** What is imported, and the file that imports it. */
const FAILED_IMPORTS = [
  /failed to resolve import "(.+?)" from "(.+?)"/,
  /Failed to load url (\S+) .* in (.+?)\. Does the file exist\?/,
];

function importPlace(text: string): Place | null {
  for (const pattern of FAILED_IMPORTS) {
    const [, imported, file] = pattern.exec(text) ?? [];
    if (imported !== undefined && file !== undefined) return { file, ...find(imported, file) };
  }
  return null;
}

function find(imported: string, file: string): Pick<Place, 'line' | 'column'> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const columns = lines.map((line) => Math.max(line.indexOf(`"${imported}"`), line.indexOf(`'${imported}'`)));
  const index = columns.findIndex((column) => column !== -1);
  return index === -1 ? { line: null, column: null } : { line: index + 1, column: (columns[index] ?? 0) + 1 };
}

const FRAME_PLACE = /(\/[^()]+?):(\d+):(\d+)/;

/** The innermost file of the project: what threw, where plain code did. */
function stackPlace({ stack = '' }: Error, projectRoot: string): Place {
  const frame = stack
    .split('\n')
    .find((line) => line.includes(`${projectRoot}/`) && !line.includes('/node_modules/'));
  return placeIn(FRAME_PLACE.exec(frame ?? '')) ?? NOWHERE;
}

function placeIn(match: RegExpExecArray | null): Place | null {
  if (match === null) return null;
  return { file: match[1] ?? null, line: Number(match[2]), column: Number(match[3]) };
}

/** Rolldown goes on with all modules that lead to the file, and Vite with advice for those who write programs. */
function withoutPath(text: string): string {
  return text
    .replace(/(?:\s*│\s*)?\n\s*│\s*Help: .* is imported by the following path:(?:\n\s*│.*)*/, '')
    .replace(/\nThis is most likely unintended because it can break[^]*$/, '');
}
