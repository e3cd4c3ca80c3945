import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { field } from '../fields.ts';
import { matchItems } from './match-items.ts';
import { mergeContent } from './merge-content.ts';

const fields = {
  links: field.list({ of: field.group({ fields: { label: field.text(), href: field.text() } }) }),
  words: field.list({ of: field.text() }),
  tags: field.reference({ collection: 'tags', multiple: true }),
  sections: field.blocks({
    kinds: {
      hero: { fields: { heading: field.text(), text: field.text() } },
      text: { fields: { body: field.richText() } },
    },
  }),
};
const link = (label: string, href = `/${label}/`) => ({ label, href });
const hero = (id: string, heading: string, text = 'same') => ({ type: 'hero', id, heading, text });

type Lists = Record<'before' | 'ours' | 'theirs', readonly unknown[]>;

function merge(name: keyof typeof fields, { before, ours, theirs }: Lists) {
  const { conflicts, content } = mergeContent(fields, {
    before: { [name]: before },
    ours: { [name]: ours },
    theirs: { [name]: theirs },
  });
  return { list: content[name], conflicts };
}

describe('two lists of one', () => {
  test('have both sides’ changes to different items', () => {
    expect(
      merge('links', {
        before: [link('a'), link('b'), link('c')],
        ours: [link('a', '/ours/'), link('b'), link('c')],
        theirs: [link('a'), link('b'), link('c', '/theirs/'), link('d')],
      }),
    ).toEqual({ list: [link('a', '/ours/'), link('b'), link('c', '/theirs/'), link('d')], conflicts: [] });
  });

  test('have both sides’ changes to one item, where they are to different fields of it', () => {
    expect(
      merge('links', {
        before: [link('a')],
        ours: [link('ours', '/a/')],
        theirs: [link('a', '/theirs/')],
      }),
    ).toEqual({ list: [link('ours', '/theirs/')], conflicts: [] });
  });

  test('tell of the item that both have changed in the same place, and of no other', () => {
    const { conflicts, list } = merge('links', {
      before: [link('a'), link('b')],
      ours: [link('new'), link('a'), link('b', '/ours/')],
      theirs: [link('a', '/other/'), link('b', '/theirs/')],
    });
    expect(list).toEqual([link('new'), link('a', '/other/'), link('b', '/ours/')]);
    expect(conflicts).toEqual([
      {
        path: 'links',
        kind: 'item',
        before: link('b'),
        ours: link('b', '/ours/'),
        theirs: link('b', '/theirs/'),
        list,
        at: 2,
      },
    ]);
  });

  test('keep what one side has written into an item that the other has removed, and tell of it', () => {
    const { conflicts, list } = merge('links', {
      before: [link('a'), link('b')],
      ours: [link('a')],
      theirs: [link('a'), link('b', '/theirs/')],
    });
    expect(list).toEqual([link('a'), link('b', '/theirs/')]);
    expect(conflicts).toMatchObject([{ kind: 'item', ours: null, at: 1 }]);
  });

  test('follow an item that one side has moved', () => {
    expect(
      merge('links', {
        before: [link('a'), link('b'), link('c')],
        ours: [link('c'), link('a'), link('b')],
        theirs: [link('a'), link('b', '/theirs/'), link('c')],
      }),
    ).toEqual({ list: [link('c'), link('a'), link('b', '/theirs/')], conflicts: [] });
  });

  test('of texts are told apart by where they stand', () => {
    expect(
      merge('words', { before: ['a', 'b', 'c'], ours: ['x', 'b', 'c'], theirs: ['a', 'b', 'y'] }),
    ).toEqual({ list: ['x', 'b', 'y'], conflicts: [] });
    expect(merge('words', { before: ['a'], ours: ['x'], theirs: ['y'] }).conflicts).toMatchObject([
      { kind: 'item', ours: 'x', theirs: 'y' },
    ]);
  });

  test('of references are what both have put in, without what either has taken out', () => {
    expect(
      merge('tags', { before: ['a', 'b', 'c'], ours: ['x', 'b', 'c'], theirs: ['a', 'c', 'y', 'x'] }),
    ).toEqual({ list: ['c', 'y', 'x'], conflicts: [] });
  });

  test('of blocks are told apart by their ids, whatever was written into them', () => {
    expect(
      merge('sections', {
        before: [hero('1', 'a'), hero('2', 'b')],
        ours: [hero('2', 'ours', 'all of it'), hero('1', 'a')],
        theirs: [hero('1', 'theirs', 'and here'), hero('2', 'b')],
      }),
    ).toEqual({ list: [hero('2', 'ours', 'all of it'), hero('1', 'theirs', 'and here')], conflicts: [] });
  });

  test('have once what both have added', () => {
    expect(
      merge('links', {
        before: [link('a')],
        ours: [link('a'), link('n')],
        theirs: [link('a'), link('n')],
      }),
    ).toEqual({ list: [link('a'), link('n')], conflicts: [] });
  });

  test('are left out when nothing is left of them', () => {
    const { content } = mergeContent(fields, {
      before: { words: ['a', 'b'] },
      ours: { words: ['a'] },
      theirs: { words: ['b'] },
    });
    expect(content).toEqual({});
  });
});

describe('whatever two people do to a list', () => {
  /** Each word is written by one of them, once: it can be told whose it is and where it has gone. */
  const edit = fc.record({
    kind: fc.constantFrom('change' as const, 'add' as const, 'remove' as const, 'move' as const),
    at: fc.nat({ max: 7 }),
    to: fc.nat({ max: 7 }),
  });
  type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;
  type Link = ReturnType<typeof link>;

  const edited = (list: readonly Link[], edits: readonly Edit[], who: string): Link[] =>
    edits.reduce<Link[]>((now, { at, kind, to }, nth) => {
      const old = now[at];
      if (kind === 'add') return now.toSpliced(at, 0, link(`${who}${nth}`, `/${who}${nth}/`));
      if (old === undefined) return now;
      if (kind === 'change') return now.with(at, { ...old, href: `/${who}${nth}/` });
      const rest = now.toSpliced(at, 1);
      return kind === 'remove' ? rest : rest.toSpliced(to, 0, old);
    }, list.slice());

  const cases = fc.record({
    before: fc
      .integer({ min: 0, max: 6 })
      .map((length) => Array.from({ length }, (_, nth) => link(`b${nth}`))),
    ours: fc.array(edit, { maxLength: 6 }),
    theirs: fc.array(edit, { maxLength: 6 }),
  });

  test('nothing that one of them has written is lost without being told of', () => {
    fc.assert(
      fc.property(cases, ({ before, ...edits }) => {
        const ours = edited(before, edits.ours, 'o');
        const theirs = edited(before, edits.theirs, 't');
        const { conflicts, list } = merge('links', { before, ours, theirs });
        const there = JSON.stringify([list, conflicts.map(({ ours: our, theirs: their }) => [our, their])]);
        const written = [...ours, ...theirs].map(({ href }) => href).filter((href) => /^\/[ot]/.test(href));
        expect(written.filter((href) => !there.includes(`"${href}"`))).toEqual([]);
      }),
    );
  });

  test('what one of them alone has done is done', () => {
    fc.assert(
      fc.property(cases, ({ before, ...edits }) => {
        const ours = edited(before, edits.ours, 'o');
        const expected = ours.length === 0 ? undefined : ours;
        expect(merge('links', { before, ours, theirs: before }).conflicts).toEqual([]);
        expect(merge('links', { before, ours, theirs: before }).list ?? []).toEqual(expected ?? []);
        expect(merge('links', { before, ours: before, theirs: ours }).list ?? []).toEqual(expected ?? []);
      }),
    );
  });

  test('there is no conflict where they have changed different items', () => {
    fc.assert(
      fc.property(cases, ({ before, ...edits }) => {
        const [even, odd] = [0, 1].map((rest) =>
          [edits.ours, edits.theirs][rest]
            ?.filter(({ at, kind }) => kind === 'change' && at % 2 === rest)
            .map((one) => one),
        );
        const ours = edited(before, even ?? [], 'o');
        const theirs = edited(before, odd ?? [], 't');
        const expected = before.map((old, at) => (at % 2 === 0 ? ours[at] : theirs[at]) ?? old);
        expect(merge('links', { before, ours, theirs })).toEqual({ list: expected, conflicts: [] });
      }),
    );
  });

  test('each item is matched once', () => {
    fc.assert(
      fc.property(cases, ({ before, ours }) => {
        const matched = matchItems(before, edited(before, ours, 'o')).filter((at) => at !== null);
        expect(new Set(matched).size).toBe(matched.length);
      }),
    );
  });
});
