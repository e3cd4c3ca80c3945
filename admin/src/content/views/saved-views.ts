import type { Preferences, SavedView } from '../../../../model/api/preferences.ts';
import { readListChoice, type ListChoice } from '../list-choice.ts';

const DEFAULT_COLUMNS: readonly string[] = ['state', 'saved'];

export function viewsOf({ views }: Preferences, collection: string): SavedView[] {
  return views.filter((view) => view.collection === collection);
}

/** The one that shows just what is shown now. */
export function activeView(views: readonly SavedView[], choice: ListChoice): SavedView | undefined {
  return views.find((view) => isSame(readListChoice(view.choice), choice));
}

export function columnsOf(
  preferences: Preferences,
  { collection, view }: { collection: string; view: SavedView | undefined },
): readonly string[] {
  return view?.columns ?? preferences.columns[collection] ?? DEFAULT_COLUMNS;
}

/** Of several of one name, the last one stays. */
export function withView(preferences: Preferences, view: SavedView): Preferences {
  const others = preferences.views.filter(
    ({ collection, name }) => collection !== view.collection || name !== view.name,
  );
  return { ...preferences, views: [...others, view] };
}

export function withoutView(preferences: Preferences, id: string): Preferences {
  return { ...preferences, views: preferences.views.filter((view) => view.id !== id) };
}

type ColumnChange = { collection: string; viewId: string | null; columns: readonly string[] };

/** Those of the view that is shown, where one is; else those of the collection. */
export function withColumns(
  preferences: Preferences,
  { collection, columns, viewId }: ColumnChange,
): Preferences {
  if (viewId === null)
    return { ...preferences, columns: { ...preferences.columns, [collection]: [...columns] } };
  const views = preferences.views.map((view) =>
    view.id === viewId ? Object.assign({}, view, { columns: [...columns] }) : view,
  );
  return { ...preferences, views };
}

function isSame(one: ListChoice, other: ListChoice): boolean {
  return (['q', 'state', 'locale', 'author', 'sort'] as const).every(
    (name) => (one[name] ?? '') === (other[name] ?? ''),
  );
}
