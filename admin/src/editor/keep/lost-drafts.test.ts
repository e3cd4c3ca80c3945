import { describe, expect, it } from 'vitest';
import { field } from '../../../../model/fields.ts';
import type { KeptDraft } from './kept-draft.ts';
import { findLost, hasAll, lostByEntry } from './lost-drafts.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');

function draft(windowId: string, changes: Partial<KeptDraft> = {}): KeptDraft {
  const stored = { title: 'Old', text: 'x' };
  const base = { versionId: 'v1', sent: stored, stored };
  const keptAt = '2026-03-01T11:00:00.000Z';
  return { entryId: 'e', windowId, userId: 'u', base, content: stored, keptAt, unanswered: null, ...changes };
}

describe('words that are kept on this device', () => {
  const kept = [
    draft('mine'),
    draft('gone'),
    draft('gone later', { keptAt: '2026-03-01T11:30:00.000Z' }),
    draft('living'),
    draft('of somebody else', { userId: 'v' }),
  ];

  it('are lost where their window is gone, and are nobody else’s', () => {
    const living = new Set(['living', 'mine']);
    const lost = findLost({ kept, living, userId: 'u', windowId: 'mine', now: NOW });
    expect(lost.own?.windowId).toBe('mine');
    expect(lost.ofOthers.map(({ windowId }) => windowId)).toEqual(['gone later', 'gone']);
  });

  it('are lost after a while where nobody can say which windows live', () => {
    const fresh = draft('typing', { keptAt: '2026-03-01T11:59:55.000Z' });
    const lost = findLost({ kept: [...kept, fresh], living: null, userId: 'u', windowId: 'new', now: NOW });
    expect(lost.own).toBeNull();
    expect(lost.ofOthers.map(({ windowId }) => windowId)).toEqual(['gone later', 'mine', 'gone', 'living']);
  });

  it('are named once for each entry, the last one first', () => {
    const begun = draft('gone too', { entryId: 'new posts en', keptAt: '2026-03-01T11:45:00.000Z' });
    const living = new Set(['living', 'mine']);
    const lost = lostByEntry({ kept: [...kept, begun], living, userId: 'u', now: NOW });
    expect(lost.map(({ entryId, windowId }) => [entryId, windowId])).toEqual([
      ['new posts en', 'gone too'],
      ['e', 'gone later'],
    ]);
  });

  it('are not lost where the server has them', () => {
    const fields = { title: field.text(), text: field.text() };
    const typed = draft('gone', { content: { title: 'New', text: 'x' } });
    expect(hasAll(fields, { draft: typed, content: { title: 'New', text: 'x' } })).toBe(true);
    expect(hasAll(fields, { draft: typed, content: { title: 'New', text: 'changed since' } })).toBe(true);
    expect(hasAll(fields, { draft: typed, content: { title: 'Old', text: 'x' } })).toBe(false);
    expect(hasAll(fields, { draft: typed, content: { title: 'Else', text: 'x' } })).toBe(false);
  });
});
