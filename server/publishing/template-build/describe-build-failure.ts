import { stripVTControlCharacters } from 'node:util';

export type BuildFailure = { message: string; file: string | null; line: number | null };

/** Errors of Astro, Vite, Rolldown and of plain code say in different ways where they come from. */
export function describeBuildFailure(error: unknown): BuildFailure {
  if (!(error instanceof Error)) return { message: String(error), file: null, line: null };
  const { errors, hint, id, loc } = error as ToolError;
  // The bundler wraps what went wrong; the first is the cause, the rest follow from it.
  if (errors?.[0] !== undefined) return describeBuildFailure(errors[0]);
  const text = stripVTControlCharacters(error.message).trim();
  const drawn = DRAWN_PLACE.exec(text);
  return {
    message: hint ? `${text} ${hint}` : text,
    file: loc?.file ?? drawn?.[1] ?? id ?? IMPORTER.exec(text)?.[1] ?? null,
    line: loc?.line ?? (drawn?.[2] === undefined ? null : Number(drawn[2])),
  };
}

type ToolError = Error & {
  errors?: readonly unknown[];
  hint?: string;
  id?: string;
  loc?: { file?: string; line?: number };
};

/** The head of Rolldown's drawing of the source: `╭─[ site/pages/index.astro:2:15 ]`. */
const DRAWN_PLACE = /╭─\[ (.+?):(\d+):\d+ \]/;
const IMPORTER = /from "([^"]+)"/;
