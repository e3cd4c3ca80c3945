import { describe, expect, it } from 'vitest';
import type { MergeConflict } from '../../../../model/merge/merge-content.ts';
import { canHoldBoth, decide } from './decide.ts';

const block = (id: string, text: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});
const doc = (...content: ReturnType<typeof block>[]) => ({ type: 'doc', content });

const link = (label: string, href: string) => ({ label, href });

describe('a conflict', () => {
  it('of a field is decided by what they have, or leaves what has been written on here', () => {
    const conflict: MergeConflict = { kind: 'field', path: 'seo.title', before: 'b', ours: 'o', theirs: 't' };
    const content = { seo: { title: 'o, and on' }, rest: 1 };
    expect(decide(content, conflict, 'ours')).toBe(content);
    expect(decide(content, conflict, 'theirs')).toEqual({ seo: { title: 't' }, rest: 1 });
    expect(decide(content, { ...conflict, theirs: undefined }, 'theirs')).toEqual({ seo: {}, rest: 1 });
  });

  it('of a block leaves all others as they are', () => {
    const [ours, theirs] = [block('2', 'ours'), block('2', 'theirs')];
    const conflict: MergeConflict = { kind: 'block', path: 'body', id: '2', before: null, ours, theirs };
    const content = { body: doc(block('1', 'a'), ours, block('3', 'c')) };
    expect(decide(content, conflict, 'ours')).toBe(content);
    expect(decide(content, conflict, 'theirs')).toEqual({
      body: doc(block('1', 'a'), theirs, block('3', 'c')),
    });
  });

  it('of a block can be decided for both: theirs comes behind ours, as a block of its own', () => {
    const [ours, theirs] = [block('2', 'ours'), block('2', 'theirs')];
    const conflict: MergeConflict = { kind: 'block', path: 'body', id: '2', before: null, ours, theirs };
    const content = { body: doc(block('1', 'a'), ours, block('3', 'c')) };
    const added = { ...theirs, attrs: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } };
    expect(canHoldBoth(conflict)).toBe(true);
    expect(decide(content, conflict, 'both')).toEqual({
      body: { type: 'doc', content: [block('1', 'a'), ours, added, block('3', 'c')] },
    });
    expect(canHoldBoth({ ...conflict, theirs: null })).toBe(false);
    expect(canHoldBoth({ kind: 'field', path: 'title', before: 'b', ours: 'o', theirs: 't' })).toBe(false);
  });

  it('of a block that one side has removed decides whether it stays', () => {
    const stays = block('2', 'changed');
    const content = { body: doc(block('1', 'a'), stays) };
    const removedHere: MergeConflict = {
      kind: 'block',
      path: 'body',
      id: '2',
      before: block('2', 'b'),
      ours: null,
      theirs: stays,
    };
    const removedThere: MergeConflict = { ...removedHere, ours: stays, theirs: null };
    expect(decide(content, removedHere, 'ours')).toEqual({ body: doc(block('1', 'a')) });
    expect(decide(content, removedHere, 'theirs')).toBe(content);
    expect(decide(content, removedThere, 'ours')).toBe(content);
    expect(decide(content, removedThere, 'theirs')).toEqual({ body: doc(block('1', 'a')) });
  });

  describe('of an item of a list', () => {
    const [a, ours, theirs] = [link('a', '/a/'), link('b', '/ours/'), link('b', '/theirs/')];
    const conflict: MergeConflict = {
      kind: 'item',
      path: 'links',
      before: link('b', '/b/'),
      ours,
      theirs,
      list: [a, ours],
      at: 1,
    };

    it('is decided where the item is by now, and leaves all others as they are', () => {
      const moved = { links: [link('b', '/ours/and-on/'), link('n', '/n/'), a] };
      expect(decide(moved, conflict, 'ours')).toBe(moved);
      expect(decide(moved, conflict, 'theirs')).toEqual({ links: [theirs, link('n', '/n/'), a] });
    });

    it('is decided for both: theirs comes behind it', () => {
      const moved = { links: [link('b', '/ours/and-on/'), a] };
      expect(canHoldBoth(conflict)).toBe(true);
      expect(decide(moved, conflict, 'both')).toEqual({ links: [link('b', '/ours/and-on/'), theirs, a] });
    });

    it('brings back what was removed meanwhile, where it is chosen', () => {
      expect(decide({ links: [a] }, conflict, 'ours')).toEqual({ links: [a] });
      expect(decide({ links: [a] }, conflict, 'theirs')).toEqual({ links: [a, theirs] });
    });

    it('that one side has removed decides whether it stays', () => {
      const content = { links: [a, theirs] };
      const removedHere: MergeConflict = { ...conflict, ours: null, list: [a, theirs] };
      const removedThere: MergeConflict = { ...conflict, theirs: null };
      expect(decide(content, removedHere, 'ours')).toEqual({ links: [a] });
      expect(decide(content, removedHere, 'theirs')).toBe(content);
      expect(decide({ links: [a, ours] }, removedThere, 'theirs')).toEqual({ links: [a] });
      expect(decide({ links: [ours] }, removedThere, 'theirs')).toEqual({});
    });
  });
});
