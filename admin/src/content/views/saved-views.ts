import type { Preferences, SavedView } from '../../../../model/api/preferences.ts';
import { CHOICES, readListChoice, type ListChoice } from '../list-choice.ts';

const DEFAULT_COLUMNS: readonly string[] = ['state', 'saved'];

export function viewsOf(preferences: Preferences | undefined, collection: string): SavedView[] {
  return (preferences?.views ?? []).filter((view) => view.collection === collection);
}

/** The one that shows just what is shown now. */
export function activeView(views: readonly SavedView[], choice: ListChoice): SavedView | undefined {
  return views.find((view) => isSame(readListChoice(view.choice), choice));
}

export function columnsOf(
  preferences: Preferences | undefined,
  { collection, view }: { collection: string; view: SavedView | undefined },
): readonly string[] {
  return view?.columns ?? preferences?.columns[collection] ?? DEFAULT_COLUMNS;
}

function isSame(one: ListChoice, other: ListChoice): boolean {
  return CHOICES.every((name) => (one[name] ?? '') === (other[name] ?? ''));
}
