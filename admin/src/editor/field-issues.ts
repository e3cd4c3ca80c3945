import type { ApiIssue } from '../../../model/api/api-error.ts';
import type { FieldRecord } from '../../../model/fields.ts';
import type { ContentStore } from './content-store.ts';
import type { Found } from './find-issues.ts';
import { placeOf } from './place.ts';

/** What is wrong with what is typed, and where: as the server has said, and as is found here meanwhile. */
export type FieldIssues = {
  /** What the server has said. Each is gone once its place holds something else. From then on everything that keeps the entry from being published is shown. */
  set: (issues: readonly ApiIssue[]) => void;
  /** Somebody has been at a place: what it lacks may be said from now on. */
  touch: (path: string) => void;
  /** The same list, as long as nothing has changed. */
  shown: () => readonly ApiIssue[];
  /** Whether the server has been asked to take the whole of it. */
  isAsked: () => boolean;
  subscribe: (listener: () => void) => () => void;
  close: () => void;
};

/** Nobody is interrupted by what they are just about to mend. */
const LOOK_AFTER_MS = 600;
const LOOK_LATER_MS = 10_000;

type Options = { store: ContentStore; fields: FieldRecord };

export function createFieldIssues({ fields, store }: Options): FieldIssues {
  let said: readonly (ApiIssue & { value: unknown })[] = [];
  let found: Found = { refused: [], incomplete: [] };
  let shown: readonly ApiIssue[] = [];
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const touched = new Set<string>();
  const listeners = new Set<() => void>();
  const show = (): void => {
    const standing = said.filter(({ path, value }) => store.get(placeOf(path)) === value);
    const lacking = found.incomplete.filter(({ path }) => isAsked || touched.has(path));
    const next = withoutTwins([...standing, ...found.refused, ...lacking]);
    if (JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    for (const listener of listeners) listener();
  };
  const look = async (): Promise<void> => {
    const { findIssues } = await import('./find-issues.ts');
    found = findIssues(fields, store.get([]));
    show();
  };
  const lookIn = (ms: number): void => {
    clearTimeout(timer);
    // What looks has to be loaded first, and the server may be away.
    timer = setTimeout(() => void look().catch(() => lookIn(LOOK_LATER_MS)), ms);
  };
  const lookSoon = (): void => lookIn(LOOK_AFTER_MS);
  const forget = store.subscribe(() => {
    if (said.length > 0) show();
    lookSoon();
  });
  lookSoon();
  return {
    set: (issues) => {
      isAsked = isAsked || issues.length > 0;
      said = issues.map(({ message, path }) => ({ path, message, value: store.get(placeOf(path)) }));
      show();
      lookIn(0);
    },
    touch: (path) => {
      if (touched.has(path)) return;
      touched.add(path);
      lookSoon();
    },
    shown: () => shown,
    isAsked: () => isAsked,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      clearTimeout(timer);
      forget();
    },
  };
}

function withoutTwins(issues: readonly ApiIssue[]): ApiIssue[] {
  const byText = new Map(
    issues.map(({ message, path }) => [`${path}: ${message}`, { path, message }] as const),
  );
  return [...byText.values()];
}
