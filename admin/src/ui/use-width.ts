import { useCallback, useState } from 'react';

/** How wide an element is, and again when that changes; null until it is there. */
export function useWidth(): [width: number | null, measure: (element: HTMLElement | null) => void] {
  const [width, setWidth] = useState<number | null>(null);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    setWidth(element.getBoundingClientRect().width);
    const observer = new ResizeObserver(() => setWidth(element.getBoundingClientRect().width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, measure];
}
