import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { uploadedMediaSchema, type Media } from '../../../model/api/media.ts';
import { newPreviewLinkSchema } from '../../../model/api/preview-link.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { mediaFilePath } from '../../../model/media-paths.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { createPublicMedia } from '../../../server/public-media.ts';
import { createPreviewer, type Previewer } from '../../../server/publishing/previewer.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { contentModel } from '../../../site/content-model.ts';
import { formOf } from '../../support/media/forms.ts';
import { PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { startApiServer, type ApiServer } from '../api/api-server.ts';
import type { Client, Reply } from '../api/client.ts';
import {
  buildOnce,
  createInstallation,
  readLive,
  SITE_URL,
  type Installation,
} from './publishing-fixture.ts';

// Each test starts workers that load the templates of the site: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PROJECT_ROOT = join(import.meta.dirname, '../../..');
const HEADERS = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': expect.stringContaining('sandbox allow-scripts'),
};

describe('a preview with media', () => {
  const buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  let installation: Installation;
  let publisher: Publisher;
  let authoring: AuthoringContext;
  let server: ApiServer;
  let editor: Client;
  beforeAll(() => buildOnce(PROJECT_ROOT, buildsFrom));
  afterAll(() => rmSync(buildsFrom, { recursive: true, force: true }));
  beforeEach(async () => {
    installation = await createInstallation('sqlite', { projectRoot: PROJECT_ROOT, buildsFrom });
    authoring = { ...installation.authoring, model: contentModel };
    publisher = await installation.openPublisher({ model: contentModel, media: publicMedia() });
    server = await serve(publisher);
    editor = await server.signInAs('editor');
  });
  afterEach(async () => {
    await server.close();
    await installation.close();
  });

  const publicMedia = () => {
    const { dataDir } = installation;
    return createPublicMedia({ dataDir, mediaStore: { kind: 'disk', root: join(dataDir, 'media') } });
  };

  const serve = (preview: Publisher | Previewer) =>
    startApiServer(installation.database, {
      mediaFolder: installation.dataDir,
      site: { siteUrl: SITE_URL, model: contentModel, preview, adminBuildFolder: '/nonexistent' },
    });

  async function upload(fileName: string, bytes: Buffer): Promise<Media> {
    const form = formOf([{ fileName, bytes }]);
    const reply = await editor.send('POST', '/api/v1/media', { headers: form.headers, body: form.bytes });
    const media = uploadedMediaSchema.parse(reply.json).results[0]?.media;
    if (media == null) throw new Error(`It was not taken: ${reply.text}`);
    return media;
  }

  async function draftWith(cover: Record<string, unknown>) {
    const content = { title: 'At the fjord', slug: 'at-the-fjord', cover };
    const reply = await editor.post('/api/v1/entries', { collection: 'posts', locale: 'en', content });
    return entrySchema.parse(reply.json);
  }

  type Draft = Awaited<ReturnType<typeof draftWith>>;

  async function saveCover({ draft, id }: Draft, cover: Record<string, unknown>): Promise<Draft> {
    const content = { ...draft.content, cover };
    const match = { 'If-Match': `"${draft.versionId}"` };
    return entrySchema.parse((await editor.put(`/api/v1/entries/${id}/draft`, { content }, match)).json);
  }

  /** The page of the entry as a stranger gets it, and the addresses of the pictures in it. */
  async function look(address: string) {
    const page = await server.client().get(address);
    const prefix = /^(?:http:\/\/[^/]+)?(\/preview\/t\/[^/]+)/.exec(address)?.[1] ?? '';
    const pictures = new Set(page.text.match(/\/preview\/t\/[^/"]+\/_media\/[^\s",]+/g));
    return { page, prefix, pictures: [...pictures] };
  }

  const open = async ({ id }: Draft) => {
    const { headers } = await editor.get(`/preview/${id}`);
    return await look(headers.location ?? '');
  };

  const bytesOf = async (address: string): Promise<{ reply: Response; bytes: Buffer }> => {
    const reply = await fetch(`http://127.0.0.1:${server.port}${address}`);
    return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
  };

  /** That each is there, and is as large as its name says. */
  async function expectPictures(addresses: readonly string[]): Promise<Buffer[]> {
    expect(addresses.length).toBeGreaterThan(1);
    const all: Buffer[] = [];
    for (const address of addresses) {
      const { bytes, reply } = await bytesOf(address);
      expect([address, reply.status, reply.headers.get('content-type')]).toEqual([
        address,
        200,
        'image/webp',
      ]);
      expect(Object.fromEntries(reply.headers)).toMatchObject(HEADERS);
      const { height, width } = await sharp(bytes).metadata();
      expect(address).toContain(`${width}x${height}`);
      all.push(bytes);
    }
    return all;
  }

  it('shows a picture that nobody has published, before the pages have heard of it', async () => {
    // Nobody follows the log.
    const media = await upload('fjord.jpg', await picture(1));
    const { page, pictures } = await open(await draftWith({ media: media.id, alt: 'A fjord' }));
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('alt="A fjord"')]);
    await expectPictures(pictures);
  });

  it('shows other parts of it as soon as the focal point is another one, of the entry or of the file', async () => {
    const media = await upload('fjord.jpg', await picture(2));
    const draft = await draftWith({ media: media.id, alt: 'A fjord', focal: { x: 0, y: 0 } });
    const before = await open(draft);
    const [cutBefore] = await expectPictures(before.pictures);
    const moved = await open(await saveCover(draft, { media: media.id, focal: { x: 1, y: 1 } }));
    const [cutAfter] = await expectPictures(moved.pictures);
    expect(moved.pictures).not.toContain(before.pictures[0]);
    expect(cutAfter).not.toEqual(cutBefore);
    const own = await saveCover(entrySchema.parse((await editor.get(`/api/v1/entries/${draft.id}`)).json), {
      media: media.id,
    });
    const inMiddle = await open(own);
    const changed = await editor.send('PUT', `/api/v1/media/${media.id}`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ alt: 'A fjord', focal: { x: 0, y: 0 } }),
    });
    expect(changed.status).toBe(200);
    const atEdge = await open(own);
    expect(atEdge.pictures.map(pathOf)).not.toEqual(inMiddle.pictures.map(pathOf));
    expect(atEdge.pictures.map(pathOf)).toEqual(before.pictures.map(pathOf));
    await expectPictures(atEdge.pictures);
  });

  it('shows them by the links of people without an account, as long as those are open', async () => {
    const media = await upload('fjord.jpg', await picture(3));
    const draft = await draftWith({ media: media.id });
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const made = await editor.post(`/api/v1/entries/${draft.id}/preview-links`, { expiresAt });
    const link = newPreviewLinkSchema.parse(made.json);
    const opened = await server.client().get(new URL(link.url).pathname);
    const { pictures } = await look(opened.headers.location ?? '');
    await expectPictures(pictures);
    await editor.send('DELETE', `/api/v1/entries/${draft.id}/preview-links/${link.id}`);
    for (const address of pictures) expect((await bytesOf(address)).reply.status).toBe(410);
  });

  it('has files as they were uploaded, and those that people save are saved', async () => {
    const paper = await upload('Über uns.pdf', PDF_BYTES);
    const { hash } = await installation.database.db
      .selectFrom('media')
      .select('hash')
      .where('id', '=', paper.id)
      .executeTakeFirstOrThrow();
    publisher.start();
    await publisher.publishedUpTo(await headOfLog());
    const { prefix } = await open(await draftWith({ media: paper.id }));
    const address = encodeURI(prefix + mediaFilePath({ id: paper.id, hash, fileName: paper.fileName }));
    const { bytes, reply } = await bytesOf(address);
    expect([reply.status, bytes]).toEqual([200, PDF_BYTES]);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      ...HEADERS,
      'content-type': 'application/pdf',
      'content-disposition': 'attachment',
    });
  });

  it('has nothing of what was deleted, and nothing at addresses that are made up', async () => {
    const media = await upload('fjord.jpg', await picture(4));
    const draft = await draftWith({ media: media.id, alt: 'A fjord' });
    const { pictures, prefix } = await open(draft);
    const [address = ''] = pictures;
    for (const wrong of [
      address.replace(/\/[0-9a-f]{4}([0-9a-f]+-[^/]+)$/, '/0000$1'),
      address.replace(/-\d+x\d+-([^/]+)$/, '-9000x6000-$1'),
      `${prefix}/_media/${media.id}/..%2f..%2f..%2fstillpress.sqlite`,
      `${prefix}/_media/..%2f..%2fsecrets.json`,
      `${prefix}/_media/${media.id}/`,
      `${prefix}/_media/`,
    ])
      expect([wrong, (await bytesOf(wrong)).reply.status]).toEqual([wrong, 404]);
    await editor.send('DELETE', `/api/v1/media/${media.id}?despiteUse=true`);
    for (const gone of pictures) expect((await bytesOf(gone)).reply.status).toBe(404);
    const after = await open(draft);
    expect([after.page.status, after.page.text]).toEqual([200, expect.not.stringContaining('A fjord')]);
  });

  it('says which file is lost', async () => {
    const media = await upload('fjord.jpg', await picture(5));
    const { pictures } = await open(await draftWith({ media: media.id }));
    rmSync(join(installation.dataDir, 'media'), { recursive: true });
    const reply: Reply = await server.client().get(pictures[0] ?? '');
    expect([reply.status, problemSchema.parse(reply.json)]).toEqual([
      500,
      expect.objectContaining({ code: 'media-bytes-missing' }),
    ]);
  });

  it('is what goes live, to the byte', async () => {
    const media = await upload('fjord.jpg', await picture(6));
    const draft = await draftWith({ media: media.id, alt: 'A fjord' });
    const { pictures } = await open(draft);
    const shown = await expectPictures(pictures);
    publisher.start();
    const { publication } = await publishEntries(authoring, {
      actor: SYSTEM_ACTOR,
      correlationId: null,
      entries: [{ entryId: draft.id, expectedVersionId: draft.draft.versionId }],
    });
    await publisher.publishedUpTo(publication?.seq ?? 0);
    const html = readLive(installation, '/blog/at-the-fjord/index.html') ?? '';
    for (const [index, address] of pictures.entries()) {
      expect(html).toContain(pathOf(address));
      const live = readFileSync(join(installation.targetRoot, 'live', decodeURI(pathOf(address))));
      expect(live).toEqual(shown[index]);
    }
  });

  it('is the same from a process that does not publish', async () => {
    const previewer = await createPreviewer({
      ...installation.options,
      model: contentModel,
      media: publicMedia(),
    });
    const other = await serve(previewer);
    await server.close();
    server = other;
    editor = await server.signInAs('editor');
    const media = await upload('fjord.jpg', await picture(7));
    const { pictures } = await open(await draftWith({ media: media.id }));
    await expectPictures(pictures);
    await previewer.stop();
  });

  async function headOfLog(): Promise<number> {
    const rows = await installation.database.db.selectFrom('publication').select('seq').execute();
    return Math.max(...rows.map(({ seq }) => seq));
  }
});

const picture = (seed: number): Promise<Buffer> => pictureBytes({ width: 900, height: 600, seed });

/** Below the ticket, which is another one each time. */
function pathOf(address: string): string {
  return address.replace(/^\/preview\/t\/[^/]+/, '');
}
