import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { createDiskUploads } from '../../../server/media/disk-uploads.ts';
import { makeAvifOfCrops } from '../../../server/media/make-avif.ts';
import type { MediaContext } from '../../../server/media/media-context.ts';
import { MAKE_AVIF_OF_CROPS } from '../../../server/publishing/release/request-avif.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import { insertMedia } from '../../../server/store/media.ts';
import { contentModel } from '../../../site/content-model.ts';
import {
  buildOnce,
  createInstallation,
  createStarterProject,
  type Installation,
  type Project,
} from '../publishing/publishing-fixture.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const ID = '01900000-0000-7000-8000-00000000abcd';
const PAGE = `---
import Picture from '../components/Picture.astro';
---
<html lang="en"><head><title>Cover</title></head><body>
<Picture image={{ media: '${ID}' }} ratio={1} sizes="100vw" />
</body></html>
`;

let project: Project;
let buildsFrom: string;
let installation: Installation;
let context: MediaContext;
beforeAll(async () => {
  project = createStarterProject();
  writeFileSync(join(project.root, 'site/pages/cover.astro'), PAGE);
  buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  await buildOnce(project.root, buildsFrom);
  installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
  const { authoring, database, dataDir } = installation;
  context = {
    database,
    store: createDiskMediaStore({ root: join(dataDir, 'media') }),
    limits: { bytes: 1e7, pixels: 1e7 },
    scratchFolder: join(dataDir, 'arriving'),
    uploads: createDiskUploads({ scratchFolder: join(dataDir, 'arriving') }),
    now: () => new Date(),
    publicationCommitted: authoring.publicationCommitted,
  };
});
afterAll(async () => {
  await installation?.close();
  project.remove();
  rmSync(buildsFrom, { recursive: true, force: true });
});

const live = (path: string): Buffer => readFileSync(join(installation.targetRoot, 'live', path));
const cover = (): string => live('cover/index.html').toString();
const avifOf = (page: string): string[] =>
  [...page.matchAll(/\/(_media\/[^"\s,]+\.avif) \d+w/g)].map(([, path = '']) => path);
const askedFor = async () => {
  const { db } = installation.database;
  const jobs = db.selectFrom('job').select(['payload', 'correlation_id']);
  const found = await jobs.where('kind', '=', MAKE_AVIF_OF_CROPS.name).execute();
  return found.map(({ payload }) => MAKE_AVIF_OF_CROPS.payload.parse(JSON.parse(payload)));
};

it('a part of a picture that a page shows gets AVIF once it is made, in all of its sizes', async () => {
  const { hash, seq } = await publishPicture();
  const publisher = await installation.openPublisher({ model: contentModel });
  publisher.start();
  await publisher.publishedUpTo(seq);
  expect(avifOf(cover())).toEqual([]);
  const crop = { left: 300, top: 0, width: 600, height: 600 };
  const [order, ...others] = await askedFor();
  expect([order, others]).toEqual([{ mediaId: ID, hashStart: hash.slice(0, 32), crops: [crop] }, []]);

  await makeAvifOfCrops(context, { mediaId: ID, hashStart: hash, crops: [crop], correlationId: null });
  await vi.waitUntil(() => avifOf(cover()).length > 0, 60_000);
  const files = avifOf(cover());
  const widths = await Promise.all(files.map(async (file) => (await sharp(live(file)).metadata()).width));
  expect(widths).toEqual([320, 480, 600]);
  await publisher.settled();
  expect(await askedFor()).toHaveLength(1);
  const { database, options } = installation;
  const site = { config: options.config, database, log: options.log, model: contentModel };
  const report = await verifySite({ ...site, projectRoot: project.root, media: options.media });
  expect(report.differences).toEqual([]);
});

async function publishPicture(): Promise<{ hash: string; seq: number }> {
  const { authoring, database } = installation;
  const size = { width: 1_200, height: 600 };
  const picture = sharp({ create: { ...size, channels: 3, background: '#204060' } });
  const stored = await context.store.put(await picture.jpeg().toBuffer());
  const small = await context.store.put(await picture.resize(320, 160).webp().toBuffer());
  const file = { id: ID, fileName: 'cover.jpg', contentType: 'image/jpeg', ...size, ...stored };
  const about = { uploadHash: null, placeholder: null, alt: '', focalX: 0.5, focalY: 0.5 };
  const created = { createdAt: '2026-03-01T08:00:00.000Z', createdBy: null };
  await database.write((tx) => insertMedia(tx, { ...file, ...about, ...created }));
  const variants = [{ format: 'webp', width: 320, height: 160, hash: small.hash }];
  const call = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };
  const facts = [{ mediaId: ID, alt: 'A cover', variants }];
  const { publication } = await publishMediaFacts(authoring, { ...call, facts });
  return { hash: stored.hash, seq: publication?.seq ?? 0 };
}
