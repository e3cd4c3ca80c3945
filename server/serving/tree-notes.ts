import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { isMissing } from './file-response.ts';

/** What the disk target writes down beside a tree: what the names of its files do not tell. */
const notesSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      contentType: z.string(),
      redirect: z
        .object({
          status: z.union([z.literal(410), z.number().int().min(300).max(399)]),
          location: z.string(),
        })
        .nullable(),
    }),
  ),
});

export type FileNote = z.infer<typeof notesSchema>['files'][string];

export type TreeNotes = { noteOf(tree: string, file: string): Promise<FileNote | null> };

type Kept = { version: string; files: ReadonlyMap<string, FileNote> };

const NONE: ReadonlyMap<string, FileNote> = new Map();

/** Reads `tree-a.json` beside `tree-a`, again only when it is another one. */
export function createTreeNotes(): TreeNotes {
  const keptByTree = new Map<string, Kept>();
  return {
    noteOf: async (tree, file) => {
      const path = `${tree}.json`;
      const version = await versionOf(path);
      let kept = keptByTree.get(tree);
      if (kept?.version !== version) {
        kept = { version, files: await readNotes(path) };
        keptByTree.set(tree, kept);
      }
      return kept.files.get(file) ?? null;
    },
  };
}

async function versionOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
}

/** A tree without notes is served by its names alone, as nginx does. */
async function readNotes(path: string): Promise<Kept['files']> {
  try {
    return new Map(Object.entries(notesSchema.parse(JSON.parse(await readFile(path, 'utf8'))).files));
  } catch (error) {
    if (isMissing(error)) return NONE;
    throw error;
  }
}
