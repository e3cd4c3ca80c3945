import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { BackupPlace } from './place.ts';
import { damaged } from './parts.ts';

export const FORMAT = 1;

const part = z.object({ key: z.string(), bytes: z.int(), sha256: z.string() });

/** Written last: a backup without one was broken off, and is none. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  id: z.string(),
  createdAt: z.iso.datetime(),
  seconds: z.number(),
  /** Of this program. */
  version: z.string(),
  siteUrl: z.string(),
  /** For which recipients of age; none: it is not sealed. */
  recipients: z.array(z.string()),
  database: z.object({
    dialect: z.enum(['sqlite', 'postgres']),
    /** The newest migration. */
    schema: z.string(),
    /** The last publication of the log. */
    seq: z.int(),
    /** The newest release that visitors had; null where there was none. */
    release: z.object({ number: z.int(), target: z.string(), templateBuild: z.string() }).nullable(),
    parts: z.array(part),
  }),
  media: z.object({
    /** Where their bytes are: `folder/ab/abcd…`. They are shared by all backups. */
    folder: z.string(),
    count: z.int(),
    bytes: z.int(),
    /** Named by the database, and lost before. */
    missing: z.array(z.string()),
    /** Their hashes, a line each. */
    parts: z.array(part),
  }),
  /** What the environment said; null: a secret, which is kept nowhere here. */
  environment: z.record(z.string(), z.string().nullable()),
});

export type Manifest = z.infer<typeof manifestSchema>;

export const BACKUPS = 'backups';
const FILE = 'manifest.json';

export function manifestKey(id: string): string {
  return `${BACKUPS}/${id}/${FILE}`;
}

/** The newest first. */
export async function listManifests(place: BackupPlace): Promise<Manifest[]> {
  const ids: string[] = [];
  for await (const { key } of place.list(BACKUPS)) {
    const [, id = '', file] = key.split('/');
    if (file === FILE) ids.push(id);
  }
  const manifests: Manifest[] = [];
  for (const id of ids.toSorted().toReversed()) manifests.push(await readManifest(place, id));
  return manifests;
}

/** `latest` is the newest one. Throws `backup-not-found`. */
export async function findManifest(place: BackupPlace, wanted: string): Promise<Manifest> {
  const manifests = await listManifests(place);
  const found = wanted === 'latest' ? manifests[0] : manifests.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  throw new AppError(
    'backup-not-found',
    manifests.length === 0
      ? `There is no backup in ${place.name}. "stillpress backup create" makes one.`
      : `There is no backup "${wanted}" in ${place.name}: "stillpress backup list" names them.`,
  );
}

async function readManifest(place: BackupPlace, id: string): Promise<Manifest> {
  const key = manifestKey(id);
  const bytes = await place.open(key);
  if (bytes === null) throw damaged(`${key} is not there.`);
  const parsed = manifestSchema.safeParse(parseJson(await text(bytes)));
  if (parsed.success) return parsed.data;
  throw damaged(`${key} is not of a form that this program knows; a newer one may have written it.`);
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}
