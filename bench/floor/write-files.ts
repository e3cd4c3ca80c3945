import { closeSync, fsync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const syncFile = promisify(fsync);
/** The process must not run out of handles; the waits of so many overlap as far as the disk lets them. */
const FILES_AT_ONCE = 200;

export type FileWriter = { write(files: readonly Uint8Array[]): Promise<void> };

/** Write, fsync, rename, as quickly as one process can do it durably: the waits for the disk overlap. */
export function createFileWriter(folder: string): FileWriter {
  mkdirSync(folder, { recursive: true });
  return {
    write: async (files) => {
      for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
        const part = files.slice(start, start + FILES_AT_ONCE).map((bytes, index) => {
          const name = join(folder, String(start + index));
          const handle = openSync(`${name}.new`, 'w');
          writeSync(handle, bytes);
          return { name, handle };
        });
        await Promise.all(part.map(({ handle }) => syncFile(handle)));
        for (const { handle, name } of part) {
          closeSync(handle);
          renameSync(`${name}.new`, name);
        }
      }
    },
  };
}
