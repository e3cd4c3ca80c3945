import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import { field } from '../../../model/fields.ts';
import { entryQuery } from '../api/queries.ts';
import { blankEntry } from './blank-entry.ts';
import { openDesk, type Desk } from './desk.ts';

const fields = { title: field.text(), text: field.text() };
const declared = {
  label: 'Posts',
  single: false,
  url: null,
  title: 'title',
  card: [],
  sort: [],
  filterable: [],
  sortable: [],
  fields,
};

const NOON = '2026-03-01T12:00:00.000Z';

function entryOf(number: number, content: Record<string, unknown>, savedAt = NOON): Entry {
  const blank = blankEntry({ collection: 'posts', declared, locale: 'en' });
  return {
    ...blank,
    id: 'e',
    draft: { ...blank.draft, number, versionId: `v${number} ${savedAt}`, content, savedAt },
  };
}

function open(): { client: QueryClient; desk: Desk; hear: (entry: Entry) => void } {
  const client = new QueryClient();
  const entry = entryOf(5, { title: 'Five', text: 'x' });
  client.setQueryData(entryQuery('e').queryKey, entry);
  const desk = openDesk({ client, entry, fields, userId: 'u', windowId: 'w', onBegun: () => {} });
  return { client, desk, hear: (heard) => void client.setQueryData(entryQuery('e').queryKey, heard) };
}

// A window of which nothing is needed but that it is there; the server cannot be reached.
beforeEach(() => {
  vi.stubGlobal('document', { addEventListener: () => {}, removeEventListener: () => {} });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.stubGlobal('fetch', async () => await Promise.reject(new Error('away')));
});
afterEach(() => void vi.unstubAllGlobals());

describe('an open editor', () => {
  it('is never refilled with what is older than what it shows, however late it is answered', () => {
    const { desk, hear } = open();
    hear(entryOf(4, { title: 'Four', text: 'old' }));
    expect(desk.store.read()).toEqual({ title: 'Five', text: 'x' });
    hear(entryOf(5, { title: 'Another five', text: 'old' }));
    expect(desk.store.read()).toEqual({ title: 'Five', text: 'x' });
    hear(entryOf(7, { title: 'Seven', text: 'x' }));
    expect(desk.store.read()).toEqual({ title: 'Seven', text: 'x' });
    hear(entryOf(6, { title: 'Six', text: 'x' }));
    expect(desk.store.read()).toEqual({ title: 'Seven', text: 'x' });
    expect(desk.keeper.versionId()).toBe(`v7 ${NOON}`);
  });

  it('tells the saves of one sitting, which share a number, apart by their moments', () => {
    const { desk, hear } = open();
    hear(entryOf(5, { title: 'From another tab', text: 'x' }, '2026-03-01T12:00:05.000Z'));
    expect(desk.store.read()).toMatchObject({ title: 'From another tab' });
    hear(entryOf(5, { title: 'Late', text: 'x' }, '2026-03-01T12:00:03.000Z'));
    expect(desk.store.read()).toMatchObject({ title: 'From another tab' });
  });

  it('keeps what is typed in it, whatever comes', () => {
    const { desk, hear } = open();
    desk.store.set(['title'], 'Typed');
    hear(entryOf(4, { title: 'Four', text: 'old' }));
    hear(entryOf(6, { title: 'Five', text: 'from elsewhere' }));
    expect(desk.store.read()).toEqual({ title: 'Typed', text: 'from elsewhere' });
  });

  it('says with the first key that it is not saved, and not with each: whoever shows it draws it anew', () => {
    const { desk } = open();
    let told = 0;
    desk.onSaveState(() => (told += 1));
    for (const typed of ['S', 'Si', 'Six']) desk.store.set(['title'], typed);
    expect(told).toBe(1);
    expect(desk.saveState()).toEqual({ kind: 'unsaved' });
  });
});
