import { normalizePath } from '../../../../model/public-path.ts';
import { redirectAddress, redirectTargetOf } from '../../../../model/redirect-target.ts';
import type { ApiRequest } from '../../../../model/api/client.ts';

export type RedirectRow = ApiRequest<'setRedirect'>['body'];
export type CsvLine = { line: number } & ({ redirect: RedirectRow } | { problem: CsvProblem });
export type CsvProblem = 'path' | 'target' | 'status' | 'twice' | 'quote';

const STATUSES = [301, 302, 410] as const;
const ADDRESS = /^(\/|https?:\/\/)/i;
const ENTRY = /^entry:([\da-f]{8}-[\da-f-]{27})$/i;

/** Path, target, status: a line each. A target is a path, an address of another site, or `entry:` and an id; of 410 it is empty. */
export function writeRedirects(redirects: readonly RedirectRow[]): string {
  const lines = redirects.map(({ path, status, to }) =>
    [path, to === null ? '' : addressOf(to), String(status)].map(quote).join(','),
  );
  return `${['path,target,status', ...lines].join('\r\n')}\r\n`;
}

/** As programs for tables write it: with commas, semicolons or tabs, with or without a first line of names. */
export function readRedirects(text: string): CsvLine[] {
  const seen = new Set<string>();
  return readCells(text.replace(/^\uFEFF/, '')).flatMap(({ cells, isOpen, line }, index): CsvLine[] => {
    const [path = '', target = '', status = ''] = cells.map((cell) => cell.trim());
    if (path === '' && target === '') return [];
    if (index === 0 && isOfNames({ path, target, status })) return [];
    if (isOpen) return [{ line, problem: 'quote' }];
    const read = readRow({ path, target, status });
    if (typeof read === 'string') return [{ line, problem: read }];
    if (seen.has(formOf(path))) return [{ line, problem: 'twice' }];
    seen.add(formOf(path));
    return [{ line, redirect: read }];
  });
}

export type RowKind = 'new' | 'changed' | 'same';

/** What becomes of a redirect among those that there are. */
export function kindOf(redirect: RedirectRow, before: readonly RedirectRow[]): RowKind {
  const path = formOf(redirect.path);
  const known = before.find((one) => one.path === path);
  if (known === undefined) return 'new';
  const isSame = known.status === redirect.status && formOf(targetOf(known)) === formOf(targetOf(redirect));
  return isSame ? 'same' : 'changed';
}

export function targetOf({ to }: RedirectRow): string {
  return to === null ? '–' : addressOf(to);
}

function addressOf(to: NonNullable<RedirectRow['to']>): string {
  return to.kind === 'entry' ? `entry:${to.entryId}` : redirectAddress(to);
}

type Row = { path: string; target: string; status: string };

/** Whoever has left a slash out is told of it: names have neither addresses nor numbers beside them. */
function isOfNames({ path, status, target }: Row): boolean {
  return ![path, target].some((cell) => cell.includes('/') || ENTRY.test(cell)) && !/^\d/.test(status);
}

/** In the one form that the server keeps, to compare with: `/old` is `/old/`. */
function formOf(path: string): string {
  if (!path.startsWith('/')) return URL.parse(path)?.href ?? path;
  if (/[?#\\]/.test(path)) return path;
  const names = path.split('/').map(decodeName);
  return normalizePath(names.join('/').replace(/\/index\.html$/, '/')) ?? path;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function readRow({ path, status, target }: Row): RedirectRow | CsvProblem {
  if (!path.startsWith('/')) return 'path';
  const number = status === '' ? (target === '' ? 410 : 301) : Number(status);
  const known = STATUSES.find((one) => one === number);
  if (known === undefined) return 'status';
  if (known === 410) return target === '' ? { path, status: 410, to: null } : 'target';
  const entryId = ENTRY.exec(target)?.[1];
  if (entryId !== undefined) return { path, status: known, to: { kind: 'entry', entryId } };
  return ADDRESS.test(target) ? { path, status: known, to: redirectTargetOf(target) } : 'target';
}

function quote(cell: string): string {
  return /[",\r\n;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

type Cells = { line: number; cells: string[]; isOpen: boolean };

function readCells(text: string): Cells[] {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const separator = [',', ';', '\t'].find((one) => firstLine.includes(one)) ?? ',';
  const rows: Cells[] = [];
  let row = newRow(1);
  let cell = '';
  let line = 1;
  let isQuoted = false;
  const endCell = (): void => {
    row.cells.push(cell);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push({ ...row, isOpen: isQuoted });
    row = newRow(line);
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') line += 1;
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      cell += char;
      at += 1;
    } else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === separator) endCell();
    else if (!isQuoted && char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.cells.length > 0) endRow();
  return rows;
}

function newRow(line: number): Cells {
  return { line, cells: [], isOpen: false };
}
