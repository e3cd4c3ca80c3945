import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mediaFilePath, mediaFolder, mediaVariantPath } from '../../../model/media-paths.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { deleteMedia } from '../../../server/media/delete-media.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { createDiskUploads } from '../../../server/media/disk-uploads.ts';
import type { MediaStore } from '../../../server/media/media-store.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import { insertMedia, replaceMediaFile } from '../../../server/store/media.ts';
import {
  buildOnce,
  createInstallation,
  createProject,
  publishPost,
  type Installation,
  type Project,
} from './publishing-fixture.ts';

const ID = '01900000-0000-7000-8000-00000000abcd';
const VARIANT = { format: 'webp', width: 40, height: 20, crop: null } as const;
const CROP = {
  format: 'webp',
  width: 30,
  height: 30,
  crop: { left: 0, top: 0, width: 60, height: 60 },
} as const;
/** Where there are posts, and only there. */
const BESIDE_POSTS = { ...CROP, width: 20, height: 20 } as const;
const CALL = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };

/** Shows a file in the three forms that there are: itself, as a variant that was published, and as one that is made for the page. */
const TEMPLATE = `---
import { readCount, readMedia } from '../../content-cache/recorded-reads.ts';
import { mediaFilePath, mediaVariantPath } from '../../model/media-paths.ts';
const found = readMedia('${ID}');
---
{found ? <div>
  <img alt={found.alt} src={mediaVariantPath(found, ${JSON.stringify(VARIANT)})}>
  <img alt="" src={mediaVariantPath(found, ${JSON.stringify(CROP)})}>
  {readCount({ collection: 'posts', locale: 'en' }) > 0 &&
    <img alt="" src={mediaVariantPath(found, ${JSON.stringify(BESIDE_POSTS)})}>}
  <a href={mediaFilePath(found)}>original</a>
</div> : <p>no picture</p>}
`;

describe('files of media', () => {
  let project: Project;
  let buildsFrom: string;
  let installation: Installation;
  let store: MediaStore;
  beforeAll(async () => {
    project = createProject();
    mkdirSync(join(project.root, 'site/pages'), { recursive: true });
    writeFileSync(join(project.root, 'site/pages/picture.astro'), TEMPLATE);
    buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
    await buildOnce(project.root, buildsFrom);
  });
  afterAll(() => {
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });
  beforeEach(async () => {
    installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
    store = createDiskMediaStore({ root: join(installation.dataDir, 'media') });
  });
  afterEach(() => installation.close());

  const openPublisher = async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    return publisher;
  };
  const live = (path: string): Buffer | null => {
    try {
      return readFileSync(join(installation.targetRoot, 'live', path));
    } catch {
      return null;
    }
  };

  /** A picture of one colour, with a variant of another one, so that nobody takes one for the other. */
  async function keepPicture(colour: string) {
    const picture = sharp({ create: { width: 120, height: 60, channels: 3, background: colour } });
    const bytes = await picture.jpeg().toBuffer();
    const made = await sharp(bytes).resize(40, 20).webp().toBuffer();
    const [{ hash, sizeBytes }, variant] = [await store.put(bytes), await store.put(made)];
    const file = {
      fileName: 'fjord.jpg',
      contentType: 'image/jpeg',
      sizeBytes,
      hash,
      width: 120,
      height: 60,
      uploadHash: null,
      placeholder: null,
    };
    return { bytes, made, file, variants: [{ format: 'webp', width: 40, height: 20, hash: variant.hash }] };
  }

  async function publishPicture(colour: string) {
    const { variants, ...kept } = await keepPicture(colour);
    const about = { id: ID, alt: 'A fjord', focalX: 0.5, focalY: 0.5 };
    const createdAt = '2026-03-01T08:00:00.000Z';
    await installation.database.write((tx) =>
      insertMedia(tx, { ...kept.file, ...about, createdAt, createdBy: null }),
    );
    const facts = [{ mediaId: ID, alt: 'A fjord', variants }];
    const { publication } = await publishMediaFacts(installation.authoring, { ...CALL, facts });
    return { ...kept, seq: publication?.seq ?? 0, media: { id: ID, ...kept.file } };
  }

  async function replacePicture(colour: string) {
    const { file, variants } = await keepPicture(colour);
    await installation.database.write((tx) => replaceMediaFile(tx, { id: ID, ...file }));
    const facts = [{ mediaId: ID, alt: 'A hill', variants }];
    const { publication } = await publishMediaFacts(installation.authoring, { ...CALL, facts });
    return { file, variants, seq: publication?.seq ?? 0 };
  }

  const differences = async (): Promise<readonly unknown[]> => {
    const { database, options } = installation;
    const { config, log, media, model } = options;
    const site = { config, database, log, media, model, projectRoot: project.root };
    return (await verifySite(site)).differences;
  };

  it('are public where a page names them, and made where it names one that is not there', async () => {
    const publisher = await openPublisher();
    const { bytes, made, media, seq } = await publishPicture('#204060');
    await publisher.publishedUpTo(seq);
    expect(String(live('picture/index.html'))).toContain('alt="A fjord"');
    expect(live(mediaFilePath(media))).toEqual(bytes);
    expect(live(mediaVariantPath(media, VARIANT))).toEqual(made);
    const cropped = live(mediaVariantPath(media, CROP)) ?? Buffer.alloc(0);
    expect(await sharp(cropped).metadata()).toMatchObject({ format: 'webp', width: 30, height: 30 });
    expect(await differences()).toEqual([]);
  });

  it('go with what they show: another file has other addresses', async () => {
    const publisher = await openPublisher();
    const { media } = await publishPicture('#204060');
    const { file, seq } = await replacePicture('#d08040');
    await publisher.publishedUpTo(seq);
    const page = String(live('picture/index.html'));
    expect(page).toContain(mediaVariantPath({ id: ID, hash: file.hash }, VARIANT));
    expect(page).not.toContain(media.hash.slice(0, 32));
    expect(live(mediaFilePath({ id: ID, ...file }))).not.toBeNull();
  });

  it('stay for those who kept a page that names them, and go at once when the file is deleted', async () => {
    const publisher = await openPublisher();
    const { bytes, media, seq } = await publishPicture('#204060');
    await publisher.publishedUpTo(seq);
    const replaced = await replacePicture('#d08040');
    await publisher.publishedUpTo(replaced.seq);
    expect(live(mediaFilePath(media))).toEqual(bytes);
    expect(live(mediaVariantPath(media, VARIANT))).not.toBeNull();
    expect(live(mediaVariantPath(media, CROP))).not.toBeNull();
    expect(await differences()).toEqual([]);
    const { authoring, database, dataDir } = installation;
    const context = {
      database,
      store,
      limits: { bytes: 1_000_000, pixels: 1_000_000 },
      scratchFolder: dataDir,
      uploads: createDiskUploads({ scratchFolder: dataDir }),
      now: () => new Date(),
      publicationCommitted: authoring.publicationCommitted,
    };
    const deletion = await deleteMedia(context, { ...CALL, id: ID, despiteUse: true });
    await publisher.publishedUpTo(deletion?.seq ?? 0);
    const folder = join(installation.targetRoot, 'live', mediaFolder(ID));
    const left = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
    expect(await differences()).toEqual([]);
    mkdirSync(folder, { recursive: true });
    const stray = mediaVariantPath(media, VARIANT);
    const { made } = await keepPicture('#204060');
    writeFileSync(join(installation.targetRoot, 'live', stray), made);
    expect(await differences()).toMatchObject([{ kind: 'unexpected', path: stray }]);
  });

  it('go at once with an entry that they came with, when it is taken down', async () => {
    const publisher = await openPublisher();
    const { media, seq } = await publishPicture('#204060');
    await publisher.publishedUpTo(seq);
    const { post, seq: shownSeq } = await publishPost(installation, { title: 'Shown', slug: 'shown' });
    await publisher.publishedUpTo(shownSeq);
    expect(live(mediaVariantPath(media, BESIDE_POSTS))).not.toBeNull();
    await takedownEntry(installation.authoring, { ...CALL, entryId: post.id, reason: 'a court order' });
    await vi.waitFor(() => expect(live(mediaVariantPath(media, BESIDE_POSTS))).toBeNull(), {
      timeout: 60_000,
      interval: 200,
    });
    expect(live(mediaVariantPath(media, CROP))).not.toBeNull();
  });

  it('that are lost keep what is public as it is, and say so', async () => {
    const publisher = await openPublisher();
    const { media, seq } = await publishPicture('#204060');
    await publisher.publishedUpTo(seq);
    const before = live('picture/index.html');
    const { file, variants } = await keepPicture('#d08040');
    await store.remove(file.hash);
    await installation.database.write((tx) => replaceMediaFile(tx, { id: ID, ...file }));
    const facts = [{ mediaId: ID, alt: 'A hill', variants }];
    const { publication } = await publishMediaFacts(installation.authoring, { ...CALL, facts });
    await expect(publisher.publishedUpTo(publication?.seq ?? 0)).rejects.toThrow('bring them back');
    expect(live('picture/index.html')).toEqual(before);
    expect(live(mediaFilePath(media))).not.toBeNull();
  });
});
