import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bucket } from '../../../s3/bucket.ts';
import { probeService, type ServiceAbilities } from '../../../s3/probe-service.ts';
import { OWN_FOLDER } from './s3-site.ts';

const knownSchema = z.object({
  bucket: z.string(),
  probedAt: z.string(),
  conditionalWrites: z.enum(['quoted', 'unquoted']).nullable(),
  checksums: z.boolean(),
  versions: z.boolean().nullable(),
});

/** A service may have learnt something since. */
const KNOWN_MS = 7 * 24 * 60 * 60 * 1000;

export type TellAbilities = (bucket: string, abilities: ServiceAbilities) => void;

/** Tried out when the target is opened, and known for some days then. */
export async function findAbilities(
  bucket: Bucket,
  { folder, tell }: { folder: string; tell: TellAbilities | undefined },
): Promise<ServiceAbilities> {
  const known = readAbilities(folder);
  if (known?.bucket === bucket.name && Date.now() - Date.parse(known.probedAt) < KNOWN_MS) return known;
  const abilities = await probeService(bucket, { folder: OWN_FOLDER });
  tell?.(bucket.name, abilities);
  const text = JSON.stringify({ bucket: bucket.name, probedAt: new Date().toISOString(), ...abilities });
  writeFileSync(fileOf(folder), `${text}\n`);
  return abilities;
}

/** From any process of this machine; null where nothing was tried out. */
export function readAbilities(folder: string): z.infer<typeof knownSchema> | null {
  try {
    return knownSchema.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  } catch {
    // Not there, or not whole: it is found out again.
    return null;
  }
}

/** What the service lacks, in words for people. */
export function describeLacks({ checksums, conditionalWrites, versions }: ServiceAbilities): string[] {
  return [
    ...(conditionalWrites === null
      ? [
          'It knows no conditional writes: should two machines publish at once, nothing keeps them apart. Let one do it.',
        ]
      : []),
    ...(checksums
      ? []
      : [
          'It does not check bytes against their checksum: "stillpress target verify" finds what was garbled.',
        ]),
    ...(versions === null
      ? ['These credentials may not ask whether it keeps versions: a takedown cannot be completed.']
      : []),
  ];
}

function fileOf(folder: string): string {
  return join(folder, 'service.json');
}
