import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';

const REVEAL = 'reveal-field';

/** Whoever is led to a field within finds it open. */
export function useReveal<Element extends HTMLElement>(open: () => void): RefObject<Element | null> {
  const frame = useRef<Element>(null);
  useEffect(() => {
    const element = frame.current;
    const onReveal = (): void => flushSync(open);
    element?.addEventListener(REVEAL, onReveal);
    return () => element?.removeEventListener(REVEAL, onReveal);
  });
  return frame;
}

/** Opens whatever is closed around an element. */
export function reveal(element: HTMLElement): void {
  for (let around: HTMLElement | null = element; around !== null; around = around.parentElement)
    around.dispatchEvent(new CustomEvent(REVEAL));
}
