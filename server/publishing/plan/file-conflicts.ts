import type { ContentCache } from '../../../content-cache/cache.ts';
import { AppError } from '../../errors.ts';
import type { FailedPage, PageResult } from '../render/protocol.ts';
import { foldersOf } from '../target/tree-fits.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { BudgetTest } from './page-budget.ts';
import { describeOutcome } from './page-file.ts';

type NamedFile = { file: string; path: string };

export type PlaceTest = (page: NamedFile, options?: { mayMove?: ReadonlySet<string> }) => FailedPage | null;

/**
 * Whether the file of a page has a place among those of the templates and of the other pages of a graph; null where it has. Otherwise the page counts as one
 * that cannot be rendered: the one that came first stays. Pages that `mayMove` are in nobody's way.
 */
export function createPlaceTest(
  { pages }: Pick<ContentCache, 'pages'>,
  { build, graphId }: { build: TemplateBuild; graphId: number },
): PlaceTest {
  /** Most pages are where they were, and need none of this. */
  let assets: AssetNames | null = null;

  function findOther({ file, path }: NamedFile, mayMove: ReadonlySet<string>): string | null {
    assets ??= namesOf(build);
    const { files, folders } = assets;
    const names = [file, ...foldersOf(file)];
    const asset = names.find((name) => files.has(name)) ?? (folders.has(file) ? file : undefined);
    if (asset !== undefined) return `what the templates have as "${asset}"`;
    const others = [
      ...names.map((name) => pages.pageOfFile(graphId, name)),
      pages.pageInFolder(graphId, file, { except: path }),
    ];
    const other = others.find((page) => page !== null && page.path !== path && !mayMove.has(page.path));
    return other == null ? null : `the page ${other.path}`;
  }

  return ({ file, path }, { mayMove = new Set<string>() } = {}) => {
    if (pages.page(graphId, path)?.file === file) return null;
    const other = findOther({ file, path }, mayMove);
    if (other === null) return null;
    const message = `It cannot be public as the file "${file}" beside ${other}: a name is one file, or a folder. Give one of them another address.`;
    const template = routeOfPath(build, path)?.component ?? null;
    return { kind: 'failed', path, error: { reason: 'name-taken', message, template, stack: null } };
  };
}

type AssetNames = { files: ReadonlySet<string>; folders: ReadonlySet<string> };

function namesOf({ assets }: TemplateBuild): AssetNames {
  const folders = new Set<string>();
  for (const { file } of assets) for (const folder of foldersOf(file)) folders.add(folder);
  return { files: new Set(assets.map(({ file }) => file)), folders };
}

/** Of a page that is not stored: null where it can be public. */
export function failureOf(
  result: PageResult,
  {
    build,
    findExcess,
    findTaken,
    mayMove,
  }: {
    build: TemplateBuild;
    findTaken: PlaceTest;
    findExcess?: BudgetTest;
    mayMove?: ReadonlySet<string>;
  },
): FailedPage | null {
  if (result.kind === 'failed') return result;
  const outcome = describeOutcome(result, build.siteUrl, build.base);
  if (outcome.kind !== 'page') return null;
  return findTaken(outcome.page, mayMove && { mayMove }) ?? findExcess?.(result) ?? null;
}

/** Throws when two paths need the same name in the tree of public files: as one file, or as a file and as a folder. */
export function assertFilesFit(pages: Iterable<NamedFile>): void {
  const byFile = new Map<string, string>();
  for (const { file, path } of pages) {
    const other = byFile.get(file);
    if (other !== undefined && other !== path) throw conflict(path, other, file);
    byFile.set(file, path);
  }
  for (const [file, path] of byFile) {
    for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
      const folder = file.slice(0, slash);
      const other = byFile.get(folder);
      if (other !== undefined) throw conflict(path, other, folder);
    }
  }
}

/** Files that differ in case alone: one of them would be lost on a file system that ignores case. */
export function findCaseClashes(files: Iterable<string>): string[][] {
  const groups = Map.groupBy(files, (file) => file.toLowerCase());
  return [...groups.values()].filter((group) => group.length > 1);
}

function conflict(path: string, other: string, name: string): AppError {
  return new AppError(
    'template-failed',
    `The pages ${other} and ${path} cannot both be public: both need the name "${name}" among the files, one of them as a file. Give one of them another address.`,
  );
}
