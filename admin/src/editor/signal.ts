/** Something happens, and whoever listens hears of it. */
export type Signal<Told = void> = {
  tell: (told: Told) => void;
  on: (listener: (told: Told) => void) => () => void;
};

export function createSignal<Told = void>(): Signal<Told> {
  const listeners = new Set<(told: Told) => void>();
  return {
    tell: (told) => {
      for (const listener of listeners) listener(told);
    },
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
