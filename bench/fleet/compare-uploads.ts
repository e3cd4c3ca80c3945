import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import PQueue from 'p-queue';
import { z } from 'zod';
import { gatewayClient, type Gateway } from '../../tests/support/gateway/gateway-client.ts';
import type { BenchContext } from '../bench.ts';
import { median } from '../quantile.ts';
import { rebuildSite, runRebuild } from '../rebuild/rebuild-site.ts';
import { createTwinProject } from '../rebuild/twin-project.ts';
import type { BenchSite } from '../site/bench-site.ts';

const ROUNDS = 3;
/** As many as the target of the program has under way. */
const REQUESTS_AT_ONCE = 16;

export type UploadsCompared = {
  files: number;
  rebuildMs: number;
  plainMs: number;
  ratio: number;
  uploadRatio: number;
};

/** Each side into an empty bucket, in turns: the process that renders all and puts it there, and the same files, rendered before, with nothing else done. */
export async function compareUploads(
  { progress }: BenchContext,
  { gateway, site }: { gateway: Gateway; site: BenchSite },
): Promise<UploadsCompared> {
  const twin = createTwinProject();
  await rebuildSite(site, { compress: false, durable: false, fromNothing: true, projectRoot: twin.root });
  const live = join(site.targetRoot, 'live');
  const files = readdirSync(live, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name).slice(live.length + 1);
    return entry.isFile() && !/^\.moved\/|\.(?:gz|br)$/.test(path) ? [path] : [];
  });
  const client = gatewayClient(gateway);
  const rounds: (Rebuilt & { plainMs: number })[] = [];
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const rebuilt = await rebuildInto(site, {
        bucket: await makeBucket(client),
        gateway,
        projectRoot: twin.root,
      });
      const plainMs = await uploadPlainly(client, { bucket: await makeBucket(client), live, files });
      rounds.push({ ...rebuilt, plainMs });
      progress(
        `round ${round} of ${ROUNDS}: ${files.length} files, ${seconds(rebuilt.rebuildMs)}, of which ${seconds(rebuilt.targetMs)} are uploads, against ${seconds(plainMs)}`,
      );
    }
  } finally {
    client.destroy();
    twin.remove();
  }
  return {
    files: files.length,
    rebuildMs: median(rounds.map(({ rebuildMs }) => rebuildMs)),
    plainMs: median(rounds.map(({ plainMs }) => plainMs)),
    uploadRatio: median(rounds.map(({ plainMs, targetMs }) => targetMs / plainMs)),
    ratio: median(rounds.map(({ plainMs, rebuildMs }) => rebuildMs / plainMs)),
  };
}

async function makeBucket(client: S3Client): Promise<string> {
  const bucket = `bench-${crypto.randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}

type Rebuilt = { rebuildMs: number; targetMs: number };

const releaseSchema = z.object({ timings: z.object({ target: z.number() }) });

type Rebuilding = { bucket: string; gateway: Gateway; projectRoot: string };

async function rebuildInto(
  site: BenchSite,
  { bucket, gateway: { endpoint, ...credentials }, projectRoot }: Rebuilding,
): Promise<Rebuilt> {
  const place = { bucket, prefix: '', endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
  const target = { kind: 's3' as const, folder: join(site.dataDir, bucket), place };
  let output = '';
  const rebuildMs = await runRebuild(site, {
    projectRoot,
    target,
    onOutput: (text) => {
      output += text;
    },
  });
  return { rebuildMs, targetMs: releaseSchema.parse(JSON.parse(output)).timings.target };
}

type Upload = { bucket: string; live: string; files: readonly string[] };

async function uploadPlainly(client: S3Client, { bucket, files, live }: Upload): Promise<number> {
  const queue = new PQueue({ concurrency: REQUESTS_AT_ONCE });
  const startedAt = performance.now();
  await Promise.all(
    files.map((file) =>
      queue.add(() =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: file,
            Body: readFileSync(join(live, file)),
            ContentType: 'text/html; charset=utf-8',
          }),
        ),
      ),
    ),
  );
  return performance.now() - startedAt;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
