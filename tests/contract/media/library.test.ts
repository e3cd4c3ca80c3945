import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMediaUsage } from '../../../server/authoring/list-media-usage.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { changeMedia } from '../../../server/media/change-media.ts';
import { checkMedia } from '../../../server/media/check-media.ts';
import { collectMedia } from '../../../server/media/collect-media.ts';
import { deleteMedia } from '../../../server/media/delete-media.ts';
import { findMediaFile } from '../../../server/media/find-media-file.ts';
import { listMediaTags } from '../../../server/media/list-media-tags.ts';
import { listMedia } from '../../../server/media/list-media.ts';
import { makeAvif, makeAvifOfCrops } from '../../../server/media/make-avif.ts';
import { readMedia } from '../../../server/media/read-media.ts';
import { replaceMediaFile } from '../../../server/media/replace-media-file.ts';
import { newId } from '../../../server/store/new-id.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedMedia } from '../../../server/store/published-media.ts';
import { DIALECTS } from '../../support/databases.ts';
import { animationBytes, cameraBytes, PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { openMediaDesk, type MediaDesk } from './media-desk.ts';

const DAY_MS = 24 * 60 * 60_000;

const partAt = (left: number) => ({ left, top: 0, width: 200, height: 200 });

const inPost = (mediaId: string) => ({
  title: `With ${mediaId}`,
  slug: `with-${newId()}`,
  body: { type: 'doc', content: [{ type: 'image', attrs: { mediaId } }] },
});

describe.each(DIALECTS)('the media library on %s', (dialect) => {
  let place: MediaDesk;
  let seed = 1;
  beforeAll(async () => {
    place = await openMediaDesk(dialect);
  });
  afterAll(() => place.close());

  const picture = async (size: { width?: number; height?: number } = {}) =>
    await place.add(await pictureBytes({ ...size, seed: (seed += 1) }), `picture-${seed}.jpg`);
  const facts = async (id: string) =>
    (await readPublishedMedia(place.desk.database.db, { ids: [id] })).get(id);
  const bytesOf = async (hash: string): Promise<Buffer> => {
    const opened = await place.context.store.open(hash);
    if (opened === null) throw new Error(`There is nothing at ${hash}.`);
    return await buffer(opened);
  };
  const call = () => place.desk.call;

  it('takes a picture in: its facts, its placeholder and its WebP variants are public at once, as one publication', async () => {
    const { seq } = await place.desk.logHead();
    const { isKnown, media } = await picture({ width: 1_000, height: 500 });
    expect([isKnown, media.contentType, media.width, media.height]).toEqual([
      false,
      'image/jpeg',
      1_000,
      500,
    ]);
    const published = await facts(media.id);
    expect(published).toMatchObject({ hash: media.hash, alt: '', placeholder: media.placeholder });
    expect(published?.variants.map(({ format, width }) => `${format} ${width}`)).toEqual(
      [320, 480, 640, 960, 1_000].map((width) => `webp ${width}`),
    );
    for (const { hash, height, width } of published?.variants ?? []) {
      const metadata = await sharp(await bytesOf(hash)).metadata();
      expect([metadata.format, metadata.width, metadata.height]).toEqual(['webp', width, height]);
    }
    const [publication, ...more] = await readPublicationsAfter(place.desk.database.db, { seq, limit: 9 });
    expect(publication?.changes).toEqual([{ kind: 'media', media: published }]);
    expect(more).toEqual([]);
    expect(place.desk.signals.at(-1)?.seq).toBe(seq + 1);
    expect((await place.desk.audit())[0]).toMatchObject({
      action: 'media.upload',
      subject: `media:${media.id}`,
    });
  });

  it('keeps nothing of what a camera says, and turns the picture upright, in sRGB', async () => {
    const taken = await cameraBytes();
    expect(taken.includes('SECRET-XMP')).toBe(true);
    expect(taken.includes('SECRET-ARTIST')).toBe(true);
    const { media } = await place.add(taken, 'IMG_0001.JPG');
    const kept = await bytesOf(media.hash);
    expect([media.width, media.height]).toEqual([90, 160]);
    expect(kept.includes('SECRET')).toBe(false);
    const metadata = await sharp(kept).metadata();
    expect([metadata.exif, metadata.xmp, metadata.icc, metadata.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(metadata.space).toBe('srgb');
  });

  it('keeps the frames of an animation, and makes no variant of one of them', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const { media } = await place.add(await animationBytes(format), `moving.${format}`);
      expect((await sharp(await bytesOf(media.hash), { animated: true }).metadata()).pages).toBe(3);
      expect([media.width, media.height]).toEqual([40, 30]);
      expect((await facts(media.id))?.variants).toEqual([]);
    }
  });

  it('gives the same bytes the same file, also when they come many times at once', async () => {
    const bytes = await pictureBytes({ seed: 200 });
    const added = await Promise.all(Array.from({ length: 8 }, () => place.add(bytes, 'twin.jpg')));
    expect(new Set(added.map(({ media }) => media.id)).size).toBe(1);
    expect(added.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
    expect(await place.add(bytes, 'another name.jpg')).toMatchObject({ isKnown: true });
  });

  it('publishes AVIF variants once they are made, and what is said about the file stays', async () => {
    const { media } = await picture({ width: 400, height: 200 });
    const changed = { alt: 'A gradient', focal: { x: 0.2, y: 0.8 } };
    await changeMedia(place.context, { ...call(), id: media.id, ...changed });
    const order = { mediaId: media.id, hash: media.hash, correlationId: null };
    await makeAvif(place.context, order);
    const published = await facts(media.id);
    expect(published).toMatchObject({ alt: 'A gradient', focalX: 0.2, focalY: 0.8 });
    expect(published?.variants.map(({ format, width }) => `${format} ${width}`)).toEqual([
      'avif 320',
      'avif 400',
      'webp 320',
      'webp 400',
    ]);
    const head = await place.desk.logHead();
    await makeAvif(place.context, order);
    expect(await place.desk.logHead()).toEqual(head);
    const waiting = await place.desk.database.db
      .selectFrom('job')
      .select('payload')
      .where('kind', '=', 'media.make-avif')
      .execute();
    expect(waiting.some(({ payload }) => payload.includes(media.id))).toBe(true);
  });

  it('publishes AVIF of the parts that pages show, the newest eight, as long as the file is the same', async () => {
    const { media } = await picture({ width: 400, height: 200 });
    const order = { mediaId: media.id, hashStart: media.hash.slice(0, 32), correlationId: null };
    const ask = (...lefts: number[]) =>
      makeAvifOfCrops(place.context, { ...order, crops: lefts.map(partAt) });
    const parts = async () =>
      (await facts(media.id))?.variants.flatMap(({ crop, format, width }) =>
        crop === undefined ? [] : [`${format} ${width} ${crop.left}`],
      );
    await ask(7, 100);
    expect(await parts()).toEqual(['avif 200 7', 'avif 200 100']);
    const made = (await facts(media.id))?.variants.find(({ crop }) => crop?.left === 100);
    const { height, width } = await sharp(await bytesOf(made?.hash ?? '')).metadata();
    expect([width, height]).toEqual([200, 200]);
    const head = await place.desk.logHead();
    await ask(100, 7);
    await makeAvifOfCrops(place.context, { ...order, hashStart: 'another', crops: [partAt(1)] });
    expect(await place.desk.logHead()).toEqual(head);
    await changeMedia(place.context, { ...call(), id: media.id, alt: 'A', focal: { x: 0.1, y: 0.1 } });
    await ask(1, 2, 3, 4, 5, 6, 8);
    const lefts = [100, 1, 2, 3, 4, 5, 6, 8];
    expect(await parts()).toEqual(lefts.map((left) => `avif 200 ${left}`));
    await collectMedia({ ...place.context, now: () => new Date(Date.now() + 40 * DAY_MS) });
    expect(await bytesOf(made?.hash ?? '')).not.toHaveLength(0);
    const other = place.receive(await pictureBytes({ seed: 9_001 }), 'other.jpg');
    await replaceMediaFile(place.context, { ...call(), id: media.id, file: other });
    expect(await parts()).toEqual([]);
  });

  it('says in which entries a file stands, as a draft and in public, until none names it', async () => {
    const { media } = await picture();
    const entry = await place.desk.create(inPost(media.id));
    const usage = async () => {
      const listing = { ...call(), mediaId: media.id };
      const { count, entries } = await listMediaUsage(place.desk.context, listing);
      return [count, ...entries.map(({ id, standsIn }) => `${id} ${standsIn}`)];
    };
    expect(await usage()).toEqual([1, `${entry.id} draft`]);
    await place.desk.publish(entry);
    expect(await usage()).toEqual([1, `${entry.id} both`]);
    const saved = await place.desk.save(entry, { title: 'Without', slug: `without-${newId()}` });
    expect(await usage()).toEqual([1, `${entry.id} public`]);
    await place.desk.publish(saved);
    expect(await usage()).toEqual([0]);
  });

  it('deletes what stands in an entry only where that is said, also in one in the trash', async () => {
    const { media } = await picture();
    const entry = await place.desk.create(inPost(media.id));
    await trashEntry(place.desk.context, {
      ...call(),
      entryId: entry.id,
      expectedVersionId: entry.draft.versionId,
    });
    const order = { ...call(), id: media.id };
    await expect(deleteMedia(place.context, { ...order, despiteUse: false })).rejects.toMatchObject({
      code: 'media-in-use',
    });
    expect(await facts(media.id)).toBeDefined();
    const publication = await deleteMedia(place.context, { ...order, despiteUse: true });
    const [removal] = await readPublicationsAfter(place.desk.database.db, {
      seq: (publication?.seq ?? 0) - 1,
      limit: 1,
    });
    expect(removal?.changes).toEqual([{ kind: 'media-removed', mediaId: media.id }]);
    expect(await facts(media.id)).toBeUndefined();
  });

  it('deletes what public pages show, whatever names it, only where that is said', async () => {
    const { media } = await picture();
    const context = { ...place.context, isShown: (id: string) => id === media.id };
    const order = { ...call(), id: media.id };
    await expect(deleteMedia(context, { ...order, despiteUse: false })).rejects.toMatchObject({
      code: 'media-in-use',
      message: expect.stringContaining('shown on public pages'),
    });
    expect(await facts(media.id)).toBeDefined();
    await deleteMedia(context, { ...order, despiteUse: true });
    expect(await facts(media.id)).toBeUndefined();
  });

  it('replaces the bytes under the same id, and the pages are told', async () => {
    const { media } = await picture();
    await changeMedia(place.context, { ...call(), id: media.id, alt: 'Stays', focal: { x: 0, y: 1 } });
    const file = place.receive(await pictureBytes({ width: 640, height: 640, seed: 90 }), 'other.png');
    const replaced = await replaceMediaFile(place.context, { ...call(), id: media.id, file });
    expect(replaced.media).toMatchObject({ id: media.id, alt: 'Stays', focalX: 0, width: 640 });
    expect(replaced.notes).toHaveLength(1);
    expect(await facts(media.id)).toMatchObject({ hash: replaced.media.hash, alt: 'Stays', width: 640 });
    const document = place.receive(PDF_BYTES, 'paper.pdf');
    const wrong = { ...call(), id: media.id, file: document };
    await expect(replaceMediaFile(place.context, wrong)).rejects.toMatchObject({
      code: 'media-type-refused',
    });
  });

  it('lets authors change what they have uploaded, and nobody upload who may not', async () => {
    const author = await place.desk.actor('author');
    const other = await place.desk.actor('author');
    const viewer = await place.desk.actor('viewer');
    const { media } = await place.add(await pictureBytes({ seed: 120 }), 'own.jpg', author);
    const change = { id: media.id, alt: 'Mine', focal: { x: 0.5, y: 0.5 }, correlationId: null };
    await expect(changeMedia(place.context, { ...change, actor: other })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await changeMedia(place.context, { ...change, actor: author })).toMatchObject({ alt: 'Mine' });
    await expect(place.add(await pictureBytes({ seed: 121 }), 'no.jpg', viewer)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('lists by kind, words and use, a page at a time', async () => {
    const { media: pdf } = await place.add(PDF_BYTES, 'Annual_report 100%.pdf');
    const { media: shown } = await picture();
    await place.desk.create(inPost(shown.id));
    const ids = async (filter: Omit<Parameters<typeof listMedia>[1], 'actor' | 'correlationId'>) =>
      (await listMedia(place.desk.database, { ...call(), ...filter })).media.map(({ id }) => id);
    expect(await ids({ kind: 'document' })).toEqual([pdf.id]);
    expect(await ids({ q: 'annual REPORT' })).toEqual([pdf.id]);
    expect(await ids({ q: '100%' })).toEqual([pdf.id]);
    expect(await ids({ q: 'report_' })).toEqual([]);
    expect(await ids({ isUsed: true })).toContain(shown.id);
    expect(await ids({ isUsed: false })).not.toContain(shown.id);
    const first = await listMedia(place.desk.database, { ...call(), limit: 2 });
    const second = await ids({ cursor: first.nextCursor ?? '' });
    expect(first.media.map(({ id }) => id)).toEqual([shown.id, pdf.id]);
    expect(second.some((id) => id === shown.id || id === pdf.id)).toBe(false);
  });

  it('lists the pictures of which nobody has said what they show', async () => {
    const { media: pdf } = await place.add(PDF_BYTES, 'Annual_report 100%.pdf');
    const [{ media: bare }, { media: told }] = [await picture(), await picture()];
    await changeMedia(place.context, { ...call(), id: told.id, alt: 'A bridge', focal: { x: 0.5, y: 0.5 } });
    const ids = async (lacksAlt: boolean) =>
      (await listMedia(place.desk.database, { ...call(), lacksAlt, limit: 200 })).media.map(({ id }) => id);
    const [lacking, others] = [await ids(true), await ids(false)];
    expect(lacking).toContain(bare.id);
    expect(others).toEqual(expect.arrayContaining([told.id, pdf.id]));
    expect(lacking.filter((id) => others.includes(id))).toEqual([]);
  });

  it('lists no picture that only decorates among them, and takes it for no decoration once it is described', async () => {
    const { media } = await picture();
    const change = { ...call(), id: media.id, alt: '', focal: { x: 0.5, y: 0.5 } };
    const lacking = async () =>
      (await listMedia(place.desk.database, { ...call(), lacksAlt: true, limit: 200 })).media.map(
        ({ id }) => id,
      );
    const { seq } = await place.desk.logHead();
    expect(await changeMedia(place.context, { ...change, isDecorative: true })).toMatchObject({
      isDecorative: 1,
    });
    expect((await place.desk.audit())[0]).toMatchObject({ details: { changed: ['isDecorative'] } });
    expect(await lacking()).not.toContain(media.id);
    expect(await changeMedia(place.context, { ...change, tags: [] })).toMatchObject({
      isDecorative: 1,
    });
    expect((await place.desk.logHead()).seq).toBe(seq);
    await expect(
      changeMedia(place.context, { ...change, alt: 'A line', isDecorative: true }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await changeMedia(place.context, { ...change, alt: 'A line' })).toMatchObject({ isDecorative: 0 });
    expect(await changeMedia(place.context, change)).toMatchObject({ isDecorative: 0 });
    expect(await lacking()).toContain(media.id);
  });

  it('finds files by tags, which change nothing that is public', async () => {
    const [{ media: one }, { media: two }] = [await picture(), await picture()];
    const focal = { x: 0.5, y: 0.5 };
    const change = { ...call(), alt: '', focal };
    const { seq } = await place.desk.logHead();
    await changeMedia(place.context, { ...change, id: one.id, tags: [' Norway ', 'two   words', 'Norway'] });
    await changeMedia(place.context, { ...change, id: two.id, tags: ['Norway'] });
    expect((await place.desk.logHead()).seq).toBe(seq);
    expect((await place.desk.audit())[0]).toMatchObject({ details: { changed: ['tags'] } });
    const tagged = async (tag: string) => (await listMedia(place.desk.database, { ...call(), tag })).media;
    expect((await tagged('Norway')).map(({ id, tags }) => [id, tags])).toEqual([
      [two.id, ['Norway']],
      [one.id, ['Norway', 'two words']],
    ]);
    expect(await listMediaTags(place.desk.database, call())).toEqual([
      { tag: 'Norway', count: 2 },
      { tag: 'two words', count: 1 },
    ]);

    await changeMedia(place.context, { ...change, id: one.id, alt: 'A fjord' });
    expect((await readMedia(place.desk.database, { ...call(), id: one.id })).tags).toEqual([
      'Norway',
      'two words',
    ]);
    await changeMedia(place.context, { ...change, id: one.id, tags: [] });
    await deleteMedia(place.context, { ...call(), id: two.id, despiteUse: false });
    expect(await listMediaTags(place.desk.database, call())).toEqual([]);
  });

  it('refuses tags that nobody could read or look through', async () => {
    const { media } = await picture();
    const refused = async (tags: string[]) =>
      await changeMedia(place.context, {
        ...call(),
        id: media.id,
        alt: '',
        focal: { x: 0, y: 0 },
        tags,
      }).catch((error: unknown) => error);
    expect(await refused([''])).toMatchObject({
      details: { issues: [{ path: 'tags.0', message: 'Expected a word.' }] },
    });
    expect(await refused(['x'.repeat(61)])).toMatchObject({ details: { issues: [{ path: 'tags.0' }] } });
    expect(await refused(Array.from({ length: 31 }, (_, index) => `t${index}`))).toMatchObject({
      details: { issues: [{ path: 'tags', message: 'Expected at most 30 tags.' }] },
    });
  });

  it('makes a crop around the focal point when it is asked for, and once', async () => {
    const { media } = await picture({ width: 800, height: 400 });
    const order = { ...call(), id: media.id, width: 320, ratio: { width: 1, height: 1 } };
    const found = await findMediaFile(place.context, order);
    const metadata = await sharp(await buffer(await found.open())).metadata();
    expect([found.contentType, metadata.width, metadata.height]).toEqual(['image/webp', 320, 320]);
    const again = await findMediaFile(place.context, order);
    expect(again.hash).toBe(found.hash);
    await changeMedia(place.context, { ...call(), id: media.id, alt: '', focal: { x: 1, y: 0.5 } });
    const moved = await findMediaFile(place.context, order);
    expect(moved.hash).not.toBe(found.hash);
  });

  it('collects what nothing needs, after an hour, and what a deleted file had after a month', async () => {
    const { media } = await picture();
    const variants = (await facts(media.id))?.variants ?? [];
    const stray = await place.context.store.put(Buffer.from(`stray ${dialect}`));
    await deleteMedia(place.context, { ...call(), id: media.id, despiteUse: false });
    const at = (ms: number) => collectMedia({ ...place.context, now: () => new Date(Date.now() + ms) });
    await at(0);
    expect(await place.context.store.stat(stray.hash)).not.toBeNull();
    await at(2 * 60 * 60_000);
    expect(await place.context.store.stat(stray.hash)).toBeNull();
    const hashes = [media.hash, ...variants.map(({ hash }) => hash)];
    for (const hash of hashes) expect(await place.context.store.stat(hash)).not.toBeNull();
    expect((await checkMedia(place.context)).missing).toEqual([]);
    await at(40 * DAY_MS);
    for (const hash of hashes) expect(await place.context.store.stat(hash)).toBeNull();
    expect((await checkMedia(place.context)).missing).toEqual([]);
  });

  it('finds out what is missing, and takes it in again when it comes', async () => {
    const bytes = await pictureBytes({ seed: 150 });
    const { media } = await place.add(bytes, 'lost.jpg');
    await place.context.store.remove(media.hash);
    expect((await checkMedia(place.context)).missing).toEqual([media.hash]);
    expect(await place.add(bytes, 'lost.jpg')).toMatchObject({ isKnown: true, media: { id: media.id } });
    expect((await checkMedia(place.context)).missing).toEqual([]);
  });
});
