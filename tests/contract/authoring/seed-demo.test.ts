import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARK_ORDER, nodeRule } from '../../../model/rich-text/schema.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { seedDemo } from '../../../server/authoring/seed-demo.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { contentModel } from '../../../site/content-model.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, renameTable, type Desk } from './desk.ts';

/** They need uploads, of which the demo has none. */
const NOT_IN_THE_DEMO = ['image', 'gallery'];

describe.each(DIALECTS)('the demo site on %s', (dialect) => {
  let desk: Desk;
  beforeEach(async () => {
    misfits = [];
    desk = await openDesk(dialect, contentModel);
  });
  afterEach(() => desk.close());

  const seed = () =>
    seedDemo(desk.context, {
      correlationId: 'start-1',
      onMisfit: ({ message, details }) => misfits.push(`${message} ${JSON.stringify(details.issues)}`),
    });
  let misfits: string[];
  const published = async (): Promise<PublishedEntry[]> => {
    const log = await desk.database.read((tx) => readPublicationsAfter(tx, { seq: 0, limit: 10 }));
    return log.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'publish' ? [change.entry] : [])),
    );
  };

  it('is published on the first run as one publication', async () => {
    const position = await seed();
    expect(misfits).toEqual([]);
    expect(position).toMatchObject({ seq: 1 });
    expect(desk.signals).toEqual([position]);
    const entries = await published();
    expect(countBy(entries, ({ collection, locale }) => `${collection} ${locale}`)).toEqual({
      'settings en': 1,
      'settings de': 1,
      'navigation en': 1,
      'navigation de': 1,
      'authors en': 3,
      'authors de': 3,
      'tags en': 4,
      'tags de': 4,
      'posts en': 16,
      'posts de': 7,
      'pages en': 1,
      'pages de': 1,
    });
    expect(entries.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/blog/first-light/',
        '/de/blog/erstes-licht/',
        '/about/',
        '/blog/a-specimen-sheet/',
        '/de/ueber-uns/',
      ]),
    );
  });

  it('shows every node and every mark that a text can have', async () => {
    await seed();
    const entries = await published();
    const seen = new Set(entries.flatMap(({ fields }) => typesIn(fields)));
    const possible = [...nodeTypes('doc'), ...MARK_ORDER];
    expect(possible.length).toBeGreaterThan(20);
    expect(possible.filter((type) => !seen.has(type))).toEqual(NOT_IN_THE_DEMO);
  });

  it('leaves no directive and no link of its source unread', async () => {
    await seed();
    const text = JSON.stringify((await published()).map(({ fields }) => fields));
    expect(text).not.toMatch(/:::|::\w+\{|:\w+\[|\]\(|"@/);
  });

  it('is not made a second time, though it has been taken off the site', async () => {
    await seed();
    const entryIds = (await published()).map(({ id }) => id);
    await withdrawEntries(desk.context, { ...desk.call, entryIds });
    expect(await seed()).toBeNull();
    expect(await desk.count('entry')).toBe(entryIds.length);
    expect(await desk.logHead()).toMatchObject({ seq: 2 });
  });

  it('is made once when two processes start at once', async () => {
    const results = await Promise.all([seed(), seed()]);
    expect(results.filter((position) => position !== null)).toHaveLength(1);
    expect(await desk.logHead()).toMatchObject({ seq: 1 });
  });

  it('leaves nothing behind when it cannot be published, and is made by the next run', async () => {
    await renameTable(desk.database, { from: 'audit', to: 'audit_away' });
    await expect(seed()).rejects.toThrow(/audit/);
    expect(await desk.count('entry')).toBe(0);
    await renameTable(desk.database, { from: 'audit_away', to: 'audit' });
    expect(await seed()).toMatchObject({ seq: 1 });
  });

  it('is left out, now and later, and once says why, on a site with a content model that it does not fit', async () => {
    const { model } = desk.context;
    const { navigation: _, ...collections } = model.collections;
    desk.context.model = { ...model, collections };
    expect(await seed()).toBeNull();
    desk.context.model = model;
    expect(await seed()).toBeNull();
    expect(misfits).toEqual([expect.stringContaining('navigation')]);
    expect(await desk.count('entry')).toBe(0);
    expect(desk.signals).toEqual([]);
  });
});

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, keyOf)].map(([key, group]) => [key, group.length]));
}

/** Every type of node that can stand in one of this type, however deep. */
function nodeTypes(type: string, found = new Set<string>()): Set<string> {
  for (const inner of nodeRule(type)?.holds ?? []) {
    if (!found.has(inner)) nodeTypes(inner, found.add(inner));
  }
  return found;
}

function typesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && typeof value.type === 'string' ? [value.type] : [];
  return [...own, ...Object.values(value).flatMap(typesIn)];
}
