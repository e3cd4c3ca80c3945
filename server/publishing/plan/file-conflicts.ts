import { AppError } from '../../errors.ts';

type NamedFile = { file: string; path: string };

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
