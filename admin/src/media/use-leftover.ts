import { useEffect, useRef } from 'react';

/** What somebody has changed and not saved is saved when they go elsewhere. `leftover`: null where there is nothing of the kind. */
export function useLeftover<T>(leftover: T | null, save: (value: T) => void): void {
  const last = useRef({ leftover, save });
  useEffect(() => {
    last.current = { leftover, save };
  });
  useEffect(
    () => () => {
      const { leftover: left, save: keep } = last.current;
      if (left !== null) keep(left);
    },
    [],
  );
}
