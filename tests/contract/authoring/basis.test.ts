import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { readNewestSubstance } from '../../../server/store/publications.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';
import { addPicture } from './media-fixture.ts';

const publishing = (entry: EntryDetails) => ({ action: 'publish' as const, ...seen(entry) });

const versionOf = ({ draft, id }: EntryDetails) => ({
  action: 'publish' as const,
  id,
  versionId: draft.versionId,
});
const minutes = (count: number) => count * 60_000;

describe.each(DIALECTS)('the basis of a publication on %s', (dialect) => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await openDesk(dialect);
  });
  afterEach(() => desk.close());

  test('is looked at once more where the log is locked: what was published meanwhile is not passed over', async () => {
    const [entry, other] = [await desk.create({ title: 'Planned' }), await desk.create({ title: 'Quicker' })];
    const prove = async () => {
      await desk.publish(other);
      return [];
    };
    const attempt = publishBundle(
      { ...desk.context, prove },
      { ...desk.call, items: [publishing(entry)], basis: { seq: 0 } },
    );
    await expect(attempt).rejects.toMatchObject({
      code: 'basis-moved',
      details: { extra: { basis: { seq: 1 } } },
    });
    expect((await desk.logHead()).seq).toBe(1);
  });

  test('names the versions that were planned: others are refused, with the difference', async () => {
    const planned = await desk.create({ title: 'Planned' });
    const saved = await desk.save(planned, { title: 'Planned', slug: 'elsewhere' });
    const other = await desk.create({ title: 'Nobody looked at it' });
    const items = [saved, other].map(publishing);
    const basis = { seq: 0, entries: [versionOf(planned)] };
    await expect(publishBundle(desk.context, { ...desk.call, items, basis })).rejects.toMatchObject({
      code: 'basis-moved',
      details: {
        extra: { entries: { came: [versionOf(saved), versionOf(other)], left: [versionOf(planned)] } },
      },
    });
    const same = { seq: 0, entries: [versionOf(other), versionOf(saved)] };
    await publishBundle(desk.context, { ...desk.call, items, basis: same });
  });

  test('is compared as far as it is given: templates or a time that were others are refused', async () => {
    const entry = await desk.create({ title: 'Planned' });
    const items = [publishing(entry)];
    const clock = { hour: '2020-01-01T00', day: '2020-01-01', year: '2020' };
    for (const part of [{ templateBuild: 'deadbeef' }, { clock }])
      await expect(
        publishBundle(desk.context, { ...desk.call, items, basis: { seq: 0, ...part } }),
      ).rejects.toMatchObject({ code: 'basis-moved' });
    await publishBundle(desk.context, { ...desk.call, items, basis: { seq: 0 } });
  });

  const publishedAt = async (at: string) => {
    const entry = await desk.create({ title: `Planned for ${at}` });
    const basis = { seq: (await desk.logHead()).seq, at };
    await publishBundle(desk.context, {
      ...desk.call,
      items: [publishing(entry)],
      basis,
    });
    return (await readNewestSubstance(desk.database.db))?.committedAt;
  };

  test('gives the publication its moment; the audit says when it was made', async () => {
    const at = desk.context.now().toISOString();
    desk.wait(minutes(14));
    expect(await publishedAt(at)).toBe(at);
    const [audited] = await desk.audit();
    expect(audited?.action).toBe('entry.publish');
    expect(Date.parse(audited?.at ?? '') - Date.parse(at)).toBeGreaterThan(minutes(13));
  });

  test('that is a number alone is not outrun by facts of media, also where the log is locked', async () => {
    const entry = await desk.create({ title: 'Planned' });
    const before = desk.context.now().toISOString();
    const mediaId = await addPicture(desk);
    const facts = (alt: string) =>
      publishMediaFacts(desk.context, { ...desk.call, facts: [{ mediaId, alt }] });
    await facts('A fjord');
    let times = 0;
    const prove = async () => {
      times += 1;
      if (times === 1) await facts('A wide fjord');
      return [];
    };
    const basis = { seq: 0, at: before };
    await publishBundle({ ...desk.context, prove }, { ...desk.call, items: [publishing(entry)], basis });
    expect(times).toBe(2);
    expect(await desk.logHead()).toMatchObject({ seq: 3 });
    expect(await readNewestSubstance(desk.database.db)).toEqual({ seq: 3, committedAt: before });
  });

  test('that is outrun names what others have published, as far as it may be read', async () => {
    const entry = await desk.create({ title: 'Planned' });
    const items = [publishing(entry)];
    for (const title of ['One', 'Two', 'Three', 'Four']) await desk.publish(await desk.create({ title }));
    const attempt = publishBundle(desk.context, { ...desk.call, items, basis: { seq: 0 } });
    await expect(attempt).rejects.toThrow(
      /from publication 0 to 4: 1 by .+ \("One" was published\); 2 by .+; 3 by .+ \("Three" was published\); 1 more\. Nothing/,
    );
  });

  test('gives it no moment that is to come, long ago, or before what was published last', async () => {
    const old = desk.context.now().toISOString();
    desk.wait(minutes(16));
    const early = desk.context.now().toISOString();
    await desk.publish(await desk.create({ title: 'In between' }));
    const late = new Date(desk.context.now().getTime() + minutes(5)).toISOString();
    for (const at of [old, early, late]) {
      const before = desk.context.now().toISOString();
      const moment = (await publishedAt(at)) ?? '';
      expect(moment > before && moment < desk.context.now().toISOString()).toBe(true);
    }
  });

  test('leaves a withdrawal at the moment at which it is made', async () => {
    const entry = await desk.create({ title: 'Public' });
    await desk.publish(entry);
    const at = desk.context.now().toISOString();
    const items = [{ action: 'withdraw' as const, ...seen(entry) }];
    await publishBundle(desk.context, { ...desk.call, items, basis: { seq: 1, at } });
    expect(((await readNewestSubstance(desk.database.db))?.committedAt ?? '') > at).toBe(true);
  });
});
