import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PROJECT_SCHEME } from '../../../content-cache/template-frames.ts';
import { PROJECT } from './project-folder.ts';

type Folders = { folder: string; projectRoot: string };

/** Astro writes into the bundle where it was made, and from what: two builds of the same templates would differ. */
export function forgetFolders({ folder, projectRoot }: Folders): void {
  const server = join(folder, 'server');
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).map((file) => join(server, file));
  for (const file of files) {
    if (file.endsWith('.map')) nameSources(file, projectRoot);
    if (file.endsWith('.mjs')) renameModules(file, { folder, projectRoot });
  }
}

/** Modules look each other up by name, and an island's id on the page is made of one: only whole names are replaced, everywhere alike. */
function renameModules(file: string, { folder, projectRoot }: Folders): void {
  const code = readFileSync(file, 'utf8');
  const renamed = code
    .replaceAll(pathToFileURL(folder).href, 'file:///template-build')
    .replaceAll(pathToFileURL(projectRoot).href, `file://${PROJECT}`)
    .replaceAll(QUOTED, (quoted, quote: string, text: string) => {
      if (!text.startsWith(`${projectRoot}/`)) return quoted;
      const [path = ''] = text.split('?', 1);
      return existsSync(path) ? `${quote}${PROJECT}${text.slice(projectRoot.length)}${quote}` : quoted;
    });
  if (renamed !== code) writeFileSync(file, renamed);
}

const QUOTED = /(["'`])(\/[^"'`\n]*)\1/g;

type SourceMap = { sources: readonly string[]; sourcesContent?: unknown };

/** By their paths in the project; their text is not needed to name a line. */
function nameSources(file: string, projectRoot: string): void {
  const { sourcesContent: _, ...map } = JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
  const folder = dirname(file);
  const sources = map.sources.map((source) => {
    const path = source.startsWith('file:') ? fileURLToPath(source) : resolve(folder, source);
    return source.startsWith('\0')
      ? source
      : `${PROJECT_SCHEME}${encodePath(projectPath(path, projectRoot))}`;
  });
  writeFileSync(file, JSON.stringify({ ...map, sources }));
}

/** A stack has the place in parentheses: those of a folder such as `(group)` must not end it. */
function encodePath(path: string): string {
  return encodeURI(path).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** A package, or a folder of ours, can be a link to somewhere else. */
function projectPath(path: string, projectRoot: string): string {
  const inPackage = path.lastIndexOf(`${sep}node_modules${sep}`);
  if (inPackage !== -1) return path.slice(inPackage + 1);
  const inside = relative(projectRoot, path);
  if (!inside.startsWith('..')) return inside;
  for (const folder of ['content-cache', 'model', 'server', 'site']) {
    const fromFolder = relative(realpathSync(join(projectRoot, folder)), path);
    if (!fromFolder.startsWith('..')) return join(folder, fromFolder);
  }
  return path;
}
