import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';

/** An item on its way: where it came from, and before which one it would come to stand. */
export type Drag = { from: number; to: number };

type DragOrderOptions = {
  /** Its children with `data-item` are the items, in their order. */
  list: RefObject<HTMLElement | null>;
  /** Side by side, in as many lines as they need; otherwise one below the other. */
  isInLines?: boolean;
  /** To its place in the list as it is then. */
  onMove: (from: number, to: number) => void;
  /** Of a tree: it was dropped in its place, but to the side. */
  onShift?: (index: number, way: 'in' | 'out') => void;
};

type DragOrder = { drag: Drag | null; grab: (event: PointerEvent<HTMLElement>, from: number) => void };

/** So close to the edge of the window the page moves along. */
const EDGE_PX = 56;
const SCROLL_PX = 12;
/** So far to the side is meant. */
const ASIDE_PX = 32;

/** Items are moved by a handle that is grabbed with a mouse, a finger or a pen. Escape leaves them where they were. Keys are the handle's own concern. */
export function useDragOrder({ isInLines = false, list, onMove, onShift }: DragOrderOptions): DragOrder {
  const [drag, setDrag] = useState<Drag | null>(null);
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);

  function grab(event: PointerEvent<HTMLElement>, from: number): void {
    if (event.button !== 0) return;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    let now: Drag = { from, to: from };
    const end = (): void => {
      setDrag(null);
      handle.removeEventListener('pointermove', follow);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', end);
      removeEventListener('keydown', leave, true);
    };
    const follow = ({ clientX, clientY }: globalThis.PointerEvent): void => {
      scrollAtEdge(clientY);
      const to = placeUnder(itemsOf(list.current), { clientX, clientY, isInLines });
      if (to === now.to) return;
      now = { from, to };
      setDrag(now);
    };
    const drop = ({ clientX }: globalThis.PointerEvent): void => {
      end();
      const to = now.to > from ? now.to - 1 : now.to;
      const aside = clientX - event.clientX;
      if (to !== from) onMove(from, to);
      else if (Math.abs(aside) > ASIDE_PX) onShift?.(from, aside > 0 ? 'in' : 'out');
    };
    const leave = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end();
    };
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', end);
    addEventListener('keydown', leave, true);
    stop.current = end;
  }

  return { drag, grab };
}

/** For the styles of an item: it is moved, or the moved one comes to stand before or behind it. */
export function dragMark(drag: Drag | null, { count, index }: { index: number; count: number }): string {
  if (drag === null) return '';
  if (index === drag.from) return ' dragged';
  if (index === drag.to) return ' drop-before';
  return index === count - 1 && drag.to === count ? ' drop-behind' : '';
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>(':scope > [data-item]')];
}

type Point = { clientX: number; clientY: number; isInLines: boolean };

/** Before which item the pointer is; behind the last one it is their number. */
function placeUnder(items: readonly HTMLElement[], { clientX, clientY, isInLines }: Point): number {
  const place = items.findIndex((item) => {
    const { bottom, height, left, top, width } = item.getBoundingClientRect();
    if (!isInLines) return clientY < top + height / 2;
    return clientY < top || (clientY <= bottom && clientX < left + width / 2);
  });
  return place === -1 ? items.length : place;
}

function scrollAtEdge(y: number): void {
  if (y < EDGE_PX) scrollBy(0, -SCROLL_PX);
  else if (y > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
}
