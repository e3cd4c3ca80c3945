import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { World } from './world.ts';

/** Unlike anything that is written by chance, and in no need of being escaped anywhere. */
const BEGIN = 'SECRET';
const END = ';';

export function secretOf(number: number): string {
  return `${BEGIN}${number}${END}`;
}

/** Until a release without it is live, what was taken down may be where no visitor gets. */
const OUT_OF_REACH = /^(public\/blobs\/|content-cache\.sqlite)/;
/** Bytes by their hash, never written in place: they are looked at once. */
const BLOB = /^public\/blobs\//;
const LINK = /^public\/tree-[ab]\//;

/** Returns the first file in the data folder that holds what was taken down, or null. */
export type SecretSearch = () => string | null;

export function createSecretSearch({ files: { dataDir }, takenDown }: World): SecretSearch {
  const known = new Map<string, ReadonlySet<string>>();

  function secretsIn(file: string): ReadonlySet<string> {
    const path = join(dataDir, file);
    const key = BLOB.test(file) ? file : LINK.test(file) ? inodeOf(path) : null;
    const found = known.get(key ?? '') ?? read(path);
    if (key !== null && found !== NONE) known.set(key, found);
    return found;
  }

  return () => {
    const open = new Set(takenDown.flatMap(({ isOpen, secret }) => (isOpen ? (secret ?? []) : [])));
    const gone = new Set(takenDown.flatMap(({ isOpen, secret }) => (isOpen ? [] : (secret ?? []))));
    if (open.size + gone.size === 0) return null;
    for (const file of filesIn(dataDir)) {
      const found = secretsIn(file);
      const isReachable = !OUT_OF_REACH.test(file);
      for (const secret of found)
        if (gone.has(secret) || (isReachable && open.has(secret)))
          return `${file} holds ${secret}, which was taken down`;
    }
    return null;
  };
}

/** Of a file that is gone since it was listed. */
const NONE: ReadonlySet<string> = new Set();

/** What a link in a tree leads to. */
function inodeOf(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

function* filesIn(root: string, folder = ''): Iterable<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(root, name);
    else if (entry.isFile()) yield name;
  }
}

function read(path: string): ReadonlySet<string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return NONE;
  }
  return new Set([bytes, ...unpacked(bytes)].flatMap(secretsOf));
}

function secretsOf(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let start = bytes.indexOf(BEGIN); start >= 0; start = bytes.indexOf(BEGIN, start + 1))
    found.push(bytes.toString('latin1', start, bytes.indexOf(END, start) + END.length));
  return found;
}

const SQLITE = 'SQLite format 3';

/** By its bytes, since no name has to tell of a form. */
function unpacked(bytes: Buffer): Buffer[] {
  // A database is large, and no form of anything.
  if (bytes.toString('latin1', 0, SQLITE.length) === SQLITE) return [];
  return [gunzipSync, brotliDecompressSync].flatMap((unpack) => {
    try {
      return [unpack(bytes)];
    } catch {
      // Of another form.
      return [];
    }
  });
}
