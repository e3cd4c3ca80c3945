import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { listMediaUsage } from '../../../server/authoring/list-media-usage.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { createSitePages } from '../../../server/publishing/look-at-pages.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { insertMedia } from '../../../server/store/media.ts';
import {
  buildOnce,
  createInstallation,
  createProject,
  type Installation,
  type Project,
} from './publishing-fixture.ts';

const ID = '01900000-0000-7000-8000-00000000abcd';
const OTHER_ID = '01900000-0000-7000-8000-00000000abce';
const CALL = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };
const SMALL = { format: 'webp', width: 20, height: 10, crop: null } as const;
const SMALLER = { ...SMALL, width: 10, height: 5 };

const page = (shown: string, id = ID) => `---
import { readMedia } from '../../content-cache/recorded-reads.ts';
import { mediaFilePath, mediaVariantPath } from '../../model/media-paths.ts';
const found = readMedia('${id}');
const variant = (parameters) => mediaVariantPath(found, { ...parameters, base: import.meta.env.BASE_URL });
---
{found && found.alt !== 'Hidden' ? <p>${shown}</p> : <p>nothing</p>}
`;
const variant = (parameters: object): string => `{variant(${JSON.stringify(parameters)})}`;

const PAGES = {
  'a-picture': page(`<img alt="" src=${variant(SMALL)}><img alt="" src=${variant(SMALLER)}>`),
  'b-download': page('<a href={mediaFilePath(found, import.meta.env.BASE_URL)}>save</a>'),
  'c-caption': page('{found.alt}'),
  'd-other': page(`<img alt="" src=${variant(SMALL)}>`, OTHER_ID),
  'e-again': page(`<img alt="" src=${variant(SMALLER)}>`),
};

describe.each(['/', '/docs/'])('the pages below %s that show a media file', (base) => {
  let project: Project;
  let buildsFrom: string;
  let installation: Installation;
  let publisher: Publisher;
  beforeAll(async () => {
    project = createProject();
    mkdirSync(join(project.root, 'site/pages'), { recursive: true });
    for (const [name, text] of Object.entries(PAGES))
      writeFileSync(join(project.root, `site/pages/${name}.astro`), text);
    const config = join(project.root, 'astro.config.mjs');
    writeFileSync(config, readFileSync(config, 'utf8').replace('srcDir:', `base: '${base}', srcDir:`));
    buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
    await buildOnce(project.root, buildsFrom);
  });
  afterAll(() => {
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });
  beforeEach(async () => {
    installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
    publisher = await installation.openPublisher();
    publisher.start();
  });
  afterEach(() => installation.close());

  async function publishPicture(id: string): Promise<void> {
    const store = createDiskMediaStore({ root: join(installation.dataDir, 'media') });
    const bytes = await sharp({ create: { width: 120, height: 60, channels: 3, background: '#204060' } })
      .jpeg()
      .toBuffer();
    const media = { id, fileName: 'fjord.jpg', contentType: 'image/jpeg', width: 120, height: 60 };
    const about = { uploadHash: null, placeholder: null, alt: 'A fjord', focalX: 0.5, focalY: 0.5 };
    const stored = { ...media, ...about, ...(await store.put(bytes)) };
    const created = { createdAt: '2026-03-01T08:00:00.000Z', createdBy: null };
    await installation.database.write((tx) => insertMedia(tx, { ...stored, ...created }));
    await publishFacts(id, 'A fjord');
  }

  async function publishFacts(mediaId: string, alt: string): Promise<void> {
    const facts = [{ mediaId, alt, variants: [] }];
    const { publication } = await publishMediaFacts(installation.authoring, { ...CALL, facts });
    await publisher.publishedUpTo(publication?.seq ?? 0);
  }

  async function shownOn(more: { pagesCursor?: string; limit?: number } = {}) {
    const pages = createSitePages(installation.options);
    const listing = { ...CALL, mediaId: ID, ...more };
    const found = (await listMediaUsage({ ...installation.authoring, pages }, listing)).pages;
    return found && { paths: found.paths, next: found.next };
  }

  it('are those that lead to it or to a picture made of it, each once, a page of them at a time', async () => {
    await publishPicture(OTHER_ID);
    await publishPicture(ID);
    const paths = ['a-picture', 'b-download', 'e-again'].map((name) => `${base}${name}/`);
    expect(await shownOn()).toEqual({ paths, next: null });
    const first = await shownOn({ limit: 2 });
    expect(first?.paths).toEqual(paths.slice(0, 2));
    const pagesCursor = first?.next ?? '';
    expect(await shownOn({ limit: 2, pagesCursor })).toEqual({ paths: paths.slice(2), next: null });
  });

  it('tell where visitors get the file itself, or else the largest picture of it', async () => {
    await publishPicture(OTHER_ID);
    await publishPicture(ID);
    const pages = createSitePages(installation.options);
    const fileOf = (mediaId: string) => pages.showingMedia({ mediaId, limit: 1 })?.file;
    expect(fileOf(ID)).toMatch(new RegExp(`^${base}_media/${ID}/[0-9a-f]{32}/fjord\\.jpg$`));
    expect(fileOf(OTHER_ID)).toMatch(new RegExp(`^${base}_media/${OTHER_ID}/[^/]+\\.webp$`));
    await publishFacts(ID, 'Hidden');
    expect(fileOf(ID)).toBeNull();
  });

  it('are known to a process that does not publish, and not without its data folder', async () => {
    await publishPicture(ID);
    await publisher.stop();
    expect((await shownOn())?.paths).toHaveLength(3);
    rmSync(join(installation.dataDir, 'content-cache.sqlite'));
    expect(await shownOn()).toBeNull();
  });

  it('are gone on with only where they are the same pages', async () => {
    await publishPicture(ID);
    const cursor = (await shownOn({ limit: 1 }))?.next ?? '';
    for (const pagesCursor of ['', 'x', '1.', cursor.replace(/^\d+/, '99')])
      await expect(shownOn({ pagesCursor })).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'query.pagesCursor' }] },
      });
  });

  it('are those of now: a page that shows it no longer is not among them', async () => {
    await publishPicture(ID);
    expect((await shownOn())?.paths).toHaveLength(3);
    await publishFacts(ID, 'Hidden');
    expect(await shownOn()).toEqual({ paths: [], next: null });
  });
});
