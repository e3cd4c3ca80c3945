import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What `astro build` made of `site/`: enough to render any page and to publish every asset. */
export type TemplateBuild = TemplateBuildRecord & {
  /** Absolute. */
  folder: string;
  /** The module that exports `render(request)`. */
  entryFile: string;
};

/** What is written into the folder last of all: a folder with this record was complete, and is for as long as it has these files. */
export type TemplateBuildRecord = {
  format: typeof RECORD_FORMAT;
  /** The hash of everything the build was made from. */
  id: string;
  siteUrl: string;
  /** How Astro wants the paths of pages in a request. */
  trailingSlash: 'always' | 'never' | 'ignore';
  /** The folder below which every page lives: `/`, or such as `/docs/`. */
  base: string;
  /** Tells whether the site declared the same steps for content as another build's; absent in a build of an older program. */
  contentSteps?: string | null;
  /** In the order in which they are asked: the first that matches a path answers it. */
  routes: readonly TemplateRoute[];
  /** `public/`, styles, scripts, and pages that the templates prerendered. */
  assets: readonly TemplateAsset[];
  /** All there are, by their names in the folder. */
  files: readonly BuiltFile[];
};

/** The size tells what is missing or was cut off, at the cost of a look at each file and not of reading it. */
type BuiltFile = { file: string; sizeBytes: number };

export type TemplateRoute = {
  /** A fallback answers in place of a page that a locale does not have. */
  kind: 'page' | 'endpoint' | 'redirect' | 'fallback';
  /** As Astro writes it, such as `/blog/[slug]`, without the base. */
  pattern: string;
  /** Source of the regular expression that a request's path has to match, without the base. */
  matches: string;
  /** The public path of a route without parameters, below the base; null for a dynamic one. */
  path: string | null;
  /** The template's file, relative to the project. */
  component: string;
  /** Changes with everything of the templates that can change what the route answers. */
  fingerprint: string;
};

export type TemplateAsset = {
  /** Relative to the tree of public files, the base included. */
  file: string;
  /** Of the bytes, which `assetFile` finds. */
  hash: string;
};

const RECORD_FORMAT = 3;
const RECORD_FILE = 'build.json';

/** Of what is in the folder now. */
export function createRecord(
  folder: string,
  values: Omit<TemplateBuildRecord, 'format' | 'files'>,
): TemplateBuildRecord {
  return { format: RECORD_FORMAT, ...values, files: listFiles(folder) };
}

export function recordFile(folder: string): string {
  return join(folder, RECORD_FILE);
}

export function assetFile(build: Pick<TemplateBuild, 'base' | 'folder'>, asset: TemplateAsset): string {
  return join(build.folder, 'client', asset.file.slice(build.base.length - 1));
}

/** Null where there is no build of this format, or not all of it. */
export function readTemplateBuild(folder: string): TemplateBuild | null {
  let record: TemplateBuildRecord;
  try {
    record = JSON.parse(readFileSync(recordFile(folder), 'utf8')) as TemplateBuildRecord;
  } catch {
    // Not there or not readable: the build is made again, which is always right.
    return null;
  }
  if (record.format !== RECORD_FORMAT || !hasFiles(folder, record)) return null;
  return { ...record, folder, entryFile: join(folder, 'server', 'entry.mjs') };
}

function listFiles(folder: string): BuiltFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ file: relative(folder, path), sizeBytes: statSync(path).size }));
}

function hasFiles(folder: string, { files }: TemplateBuildRecord): boolean {
  return files.every(
    ({ file, sizeBytes }) => statSync(join(folder, file), { throwIfNoEntry: false })?.size === sizeBytes,
  );
}
