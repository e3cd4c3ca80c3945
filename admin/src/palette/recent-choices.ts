/** What somebody has chosen last in this browser, the newest first. */
export type RecentChoice = { id: string; entry?: { title: string; collection: string; locale: string } };

const KEPT = 8;

export function recentChoices(userId: string): RecentChoice[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(kept) ? (kept as RecentChoice[]) : [];
  } catch {
    return [];
  }
}

/** Nothing depends on it: a full or forbidden store forgets. */
export function rememberChoice(userId: string, chosen: RecentChoice): void {
  const others = recentChoices(userId).filter(({ id }) => id !== chosen.id);
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify([chosen, ...others].slice(0, KEPT)));
  } catch {
    // It is a convenience.
  }
}

function keyOf(userId: string): string {
  return `stillpress.recent.${userId}`;
}
