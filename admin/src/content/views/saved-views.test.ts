import { expect, test } from 'vitest';
import type { Preferences, SavedView } from '../../../../model/api/preferences.ts';
import { withColumns, withoutView, withView } from '../../narrow/change-views.ts';
import { activeView, columnsOf, viewsOf } from './saved-views.ts';

const view = (id: string, more: Partial<SavedView> = {}): SavedView => ({
  id,
  collection: 'posts',
  name: id,
  choice: { state: 'draft' },
  columns: null,
  ...more,
});
const NONE: Preferences = { views: [], columns: {} };

test('knows the view that is shown by what the list is narrowed to, whatever is left empty', () => {
  const views = [view('a'), view('b', { choice: { q: 'x' } })];
  expect(activeView(views, { state: 'draft', q: '' })?.id).toBe('a');
  expect(activeView(views, { state: 'draft', q: 'x' })).toBeUndefined();
});

test('replaces a view of the same name in the same collection, and no other', () => {
  const kept = [view('a'), view('b', { collection: 'pages', name: 'a' })];
  const changed = withView({ ...NONE, views: kept }, view('c', { name: 'a' }));
  expect(changed.views.map(({ id }) => id)).toEqual(['b', 'c']);
  expect(viewsOf(changed, 'posts').map(({ id }) => id)).toEqual(['c']);
  expect(withoutView(changed, 'b').views.map(({ id }) => id)).toEqual(['c']);
});

test('changes the columns of the view that is shown alone, and else those of the collection', () => {
  const before = { ...NONE, views: [view('a')] };
  const ofView = withColumns(before, { collection: 'posts', viewId: 'a', columns: ['created'] });
  const [shown] = ofView.views;
  expect(columnsOf(ofView, { collection: 'posts', view: shown })).toEqual(['created']);
  expect(columnsOf(ofView, { collection: 'posts', view: undefined })).toEqual(['state', 'saved']);
  const ofAll = withColumns(before, { collection: 'posts', viewId: null, columns: [] });
  expect(columnsOf(ofAll, { collection: 'posts', view: before.views[0] })).toEqual([]);
  expect(before.views[0]?.columns).toBeNull();
});
