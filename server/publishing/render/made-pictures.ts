import { closeSync, fstatSync, futimesSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newId } from '../../store/new-id.ts';

/**
 * The pictures that templates have asked for, in `DATA_DIR/variants`, each under a name that says all that its bytes depend on. All of them can be made again: the
 * folder saves the time that this takes.
 */

const DAY_MS = 24 * 60 * 60_000;
/** A picture that pages show is read at least with the proof of the whole site, and whenever its file of media changes. */
const KEPT_MS = 90 * DAY_MS;
/** So seldom is it noted that a picture was read. */
const NOTED_MS = DAY_MS;

/** Null where it has not been made. */
export function readMadePicture(folder: string, name: string): Uint8Array | null {
  let opened: number;
  try {
    opened = openSync(pictureFile(folder, name), 'r');
  } catch {
    return null;
  }
  try {
    noteRead(opened);
    // A buffer of its own, since it is handed over.
    return new Uint8Array(readFileSync(opened));
  } finally {
    closeSync(opened);
  }
}

function noteRead(opened: number): void {
  const now = new Date();
  if (now.getTime() - fstatSync(opened).mtimeMs < NOTED_MS) return;
  try {
    futimesSync(opened, now, now);
  } catch {
    // Where nothing may be written, nothing is swept either.
  }
}

export async function isMadePicture(folder: string, name: string): Promise<boolean> {
  return (await stat(pictureFile(folder, name)).catch(() => null)) !== null;
}

/** Whole or not at all, whoever reads meanwhile. */
export async function keepMadePicture(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = pictureFile(folder, name);
  const temporary = `${file}.${newId()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what has not been read for a long time, and what a process that died was writing. Returns how many. */
export async function sweepMadePictures(folder: string, { now }: { now: Date }): Promise<number> {
  let removed = 0;
  for (const group of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, group))) {
      const file = join(folder, group, name);
      const readAt = (await stat(file).catch(() => null))?.mtimeMs ?? now.getTime();
      if (now.getTime() - readAt <= KEPT_MS) continue;
      await rm(file, { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** Folders of some thousand files each would be slow. */
function pictureFile(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
