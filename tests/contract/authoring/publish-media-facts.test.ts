import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishMediaFacts, type MediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { newId } from '../../../server/store/new-id.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedMedia } from '../../../server/store/published-media.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';
import { addPicture } from './media-fixture.ts';

describe.each(DIALECTS)('media facts on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const publish = (...facts: MediaFacts[]) => publishMediaFacts(desk.context, { ...desk.call, facts });
  const avif = { format: 'avif', width: 800, height: 450, hash: 'b'.repeat(64) };
  const webp = { ...avif, format: 'webp' };

  it('become public as one publication, which carries all that is known of each file', async () => {
    const ids = [await addPicture(desk), await addPicture(desk, 'pier.jpg')];
    const { seq } = await desk.logHead();
    const facts = ids.map((mediaId, n) => ({ mediaId, alt: `Picture ${n}`, focalX: 0.25 }));
    const { media, publication } = await publish(...facts);
    expect(media).toMatchObject([
      { id: ids[0], fileName: 'fjord.jpg', alt: 'Picture 0', focalX: 0.25, focalY: 0.5, variants: [] },
      { id: ids[1], fileName: 'pier.jpg', alt: 'Picture 1' },
    ]);
    const [added, ...more] = await readPublicationsAfter(desk.database.db, { seq, limit: 10 });
    expect(added?.changes).toEqual(media.map((each) => ({ kind: 'media', media: each })));
    expect(more).toEqual([]);
    expect(desk.signals.at(-1)).toEqual(publication);
    expect((await desk.audit())[0]).toMatchObject({ action: 'media.publish', details: { mediaIds: ids } });
  });

  it('keep what a later one does not name; variants join those that are there', async () => {
    const mediaId = await addPicture(desk);
    await publish({ mediaId, alt: 'A fjord', variants: [webp] });
    await publish({ mediaId, variants: [avif] });
    const remade = { ...webp, hash: 'c'.repeat(64) };
    await publish({ mediaId, variants: [remade] });
    const published = await readPublishedMedia(desk.database.db, { ids: [mediaId] });
    expect(published.get(mediaId)).toMatchObject({ alt: 'A fjord', variants: [avif, remade] });
  });

  it('that are public already add nothing to the log', async () => {
    const mediaId = await addPicture(desk);
    await publish({ mediaId, alt: 'Twice' });
    const head = await desk.logHead();
    expect((await publish({ mediaId, alt: 'Twice' })).publication).toBeNull();
    expect(await desk.logHead()).toEqual(head);
  });

  it('of no such file, of wrong form, or by those who may not, are refused', async () => {
    const mediaId = await addPicture(desk);
    const head = await desk.logHead();
    await expect(publish({ mediaId }, { mediaId: newId() })).rejects.toMatchObject({
      code: 'media-not-found',
    });
    await expect(publish({ mediaId, focalX: 1.5, alt: '\u0000' })).rejects.toMatchObject({
      details: { issues: [{ path: 'facts[0].alt' }, { path: 'facts[0].focalX' }] },
    });
    await expect(publish({ mediaId }, { mediaId })).rejects.toMatchObject({ code: 'invalid-input' });
    const actor = await desk.actor('author');
    await expect(
      publishMediaFacts(desk.context, { actor, correlationId: null, facts: [{ mediaId }] }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await desk.logHead()).toEqual(head);
  });
});
