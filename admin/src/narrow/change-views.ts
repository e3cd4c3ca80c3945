import type { Preferences, SavedView } from '../../../model/api/preferences.ts';

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
