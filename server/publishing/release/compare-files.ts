import { isAssetName } from '../../../model/asset-name.ts';
import { isDeepStrictEqual } from 'node:util';
import mime from 'mime';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import { AppError } from '../../errors.ts';
import type { ReleaseFile } from '../../store/releases.ts';
import { describeCause } from '../plan/describe-cause.ts';
import { assertFilesFit } from '../plan/file-conflicts.ts';
import { namedFiles } from '../target/named-files.ts';
import type { Target, TargetChange, TargetFile } from '../target/target.ts';
import type { TemplateAsset, TemplateBuild } from '../template-build/template-build.ts';
import { publicPathOf, targetFileOf } from './public-files.ts';

export type FileDifference = {
  changes: TargetChange[];
  rows: ReleaseFile[];
  /** Whose bytes the target lacks. */
  missing: { pages: PageRow[]; assets: TemplateAsset[] };
};

export type Compared = { cache: ContentCache; graph: Graph; build: TemplateBuild; target: Target };

/** What leads from the target's files to those of the graph, among the files that have been touched since the last release. */
export function compareTouched(compared: Compared): FileDifference {
  const { cache, graph, build, target } = compared;
  const assets = new Map(build.assets.map((asset) => [asset.file, asset]));
  const difference = emptyDifference();
  for (const { cause, file } of cache.pages.unreleased()) {
    const page = cache.pages.pageOfFile(graph.graphId, file);
    add(difference, compared, {
      file,
      was: target.lookUp(file),
      asset: assets.get(file) ?? null,
      page,
      cause: describeCause(cause),
    });
  }
  return difference;
}

/** The same, for every file there is. */
export function compareAll(compared: Compared, cause: string): FileDifference {
  const { cache, graph, build, target } = compared;
  const before = namedFiles(target);
  const assets = new Map(build.assets.map((asset) => [asset.file, asset]));
  const pages = new Map<string, PageRow>();
  const named: { file: string; path: string }[] = build.assets.map(({ file }) => ({
    file,
    path: `/${file}`,
  }));
  for (const page of cache.pages.pages(graph.graphId)) {
    if (page.file === null) continue;
    named.push({ file: page.file, path: page.path });
    pages.set(page.file, page);
  }
  assertFilesFit(named);
  const difference = emptyDifference();
  for (const file of new Set([...before.keys(), ...assets.keys(), ...pages.keys()])) {
    const was = before.get(file) ?? null;
    add(difference, compared, {
      file,
      was,
      asset: assets.get(file) ?? null,
      page: pages.get(file) ?? null,
      cause,
    });
  }
  return difference;
}

type OneFile = {
  file: string;
  was: TargetFile | null;
  asset: TemplateAsset | null;
  page: PageRow | null;
  cause: string | null;
};

function emptyDifference(): FileDifference {
  return { changes: [], rows: [], missing: { pages: [], assets: [] } };
}

/** A file that is the same is left out: its page costs nothing further, unless its bytes have been lost. */
function add({ changes, missing, rows }: FileDifference, { target }: Compared, one: OneFile): void {
  const { asset, cause, file, page, was } = one;
  if (asset !== null && page !== null) throw sameName(file, page.path);
  const now = asset === null ? page && targetFileOf(page) : assetFileOf(asset);
  if (now !== null && !target.has(now.hash)) {
    if (asset !== null) missing.assets.push(asset);
    else if (page !== null) missing.pages.push(page);
  }
  if (isDeepStrictEqual(was, now)) return;
  changes.push({ file, now });
  const change = was === null ? 'created' : now === null ? 'removed' : 'changed';
  rows.push({ file, path: publicPathOf(file), change, before: was, after: now, cause });
}

export function assetFileOf({ file, hash }: TemplateAsset): TargetFile {
  const isAsset = isAssetName(file);
  return { hash, contentType: assetContentType(file), redirect: null, ...(isAsset && { isAsset }) };
}

function assetContentType(file: string): string {
  return mime.getType(file) ?? 'application/octet-stream';
}

function sameName(file: string, path: string): AppError {
  return new AppError(
    'template-failed',
    `The page ${path} cannot be public: the templates have a file of the name "${file}" already. Give one of them another address.`,
  );
}
