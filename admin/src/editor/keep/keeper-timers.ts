type TimerName = 'keep' | 'save';

export type KeeperTimers = {
  clear: (name: TimerName) => void;
  isSet: (name: TimerName) => boolean;
  /** From now on, whatever was set. */
  again: (name: TimerName, ms: number, work: () => void) => void;
  /** Unless it is set already. */
  once: (name: TimerName, ms: number, work: () => void) => void;
};

export function createTimers(): KeeperTimers {
  const running = new Map<TimerName, ReturnType<typeof setTimeout>>();
  const clear = (name: TimerName): void => {
    clearTimeout(running.get(name));
    running.delete(name);
  };
  const again = (name: TimerName, ms: number, work: () => void): void => {
    clear(name);
    const ring = (): void => {
      running.delete(name);
      work();
    };
    running.set(name, setTimeout(ring, ms));
  };
  const isSet = (name: TimerName): boolean => running.has(name);
  return {
    clear,
    isSet,
    again,
    once: (name, ms, work) => {
      if (!isSet(name)) again(name, ms, work);
    },
  };
}
