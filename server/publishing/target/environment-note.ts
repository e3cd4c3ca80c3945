import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncPath } from '../sync-file-system.ts';
import type { Bucket } from '../../s3/bucket.ts';
import { wrongEnvironment } from '../../wrong-environment.ts';
import { isCode } from './tree.ts';

/** Which environment a target belongs to, written down beside the files that visitors get. */
export type EnvironmentNote = {
  readonly place: string;
  /** Null: no process that publishes there has named one. */
  read(): Promise<string | null>;
  write(name: string): Promise<void>;
};

export const ENVIRONMENT_KEY = '.stillpress/environment';

export function noteInFolder(root: string): EnvironmentNote {
  const file = join(root, 'environment');
  return {
    place: root,
    read: async () => {
      try {
        return await readFile(file, 'utf8');
      } catch (error) {
        if (isCode(error, 'ENOENT')) return null;
        throw error;
      }
    },
    write: async (name) => {
      await mkdir(root, { recursive: true });
      await writeFile(file, name);
      syncPath(file);
      syncPath(root);
    },
  };
}

export function noteInBucket(bucket: Pick<Bucket, 'get' | 'name' | 'put'>): EnvironmentNote {
  return {
    place: bucket.name,
    read: async () => {
      const found = await bucket.get(ENVIRONMENT_KEY);
      return found === null ? null : Buffer.from(found.bytes).toString();
    },
    write: async (name) => {
      await bucket.put(ENVIRONMENT_KEY, { bytes: Buffer.from(name) }, { contentType: 'text/plain' });
    },
  };
}

/** By whoever leads, before anything is written: a target that belongs to nobody is that of this environment from now on. */
export async function requireOwnTarget(note: EnvironmentNote, appEnv: string | null): Promise<void> {
  const owner = await note.read();
  if (owner === appEnv) return;
  if (owner === null && appEnv !== null) return await note.write(appEnv);
  throw wrongEnvironment({
    what: `The target ${note.place}`,
    owner,
    appEnv,
    todo: `Nothing was written there. Give TARGET a place of its own, or set APP_ENV=${owner}; \`stillpress environment adopt --target\` takes it over for good.`,
  });
}
