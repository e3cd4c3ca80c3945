import { useEffect, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';

type FloatingProps = {
  children: ReactNode;
  /** What it is about, in the window: it stands below that, or above where there is more room. */
  rectOf: () => DOMRect | null;
  /** Above where there is room. */
  isAbove?: boolean;
  className?: string;
  /** Of a window of its own, which is closed with Escape and by a click elsewhere. */
  label?: string;
  onClose?: () => void;
};

const GAP = 8;

/** Something beside a place in the text, wherever that scrolls to. */
export function Floating({
  children,
  className = '',
  isAbove = false,
  label,
  onClose,
  rectOf,
}: FloatingProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const put = (): void => {
      if (box.current !== null) place(box.current, { rect: rectOf(), isAbove });
    };
    put();
    globalThis.addEventListener('scroll', put, { capture: true, passive: true });
    globalThis.addEventListener('resize', put);
    const watch = new ResizeObserver(put);
    if (box.current !== null) watch.observe(box.current);
    return () => {
      globalThis.removeEventListener('scroll', put, { capture: true });
      globalThis.removeEventListener('resize', put);
      watch.disconnect();
    };
  });
  useEffect(() => {
    if (onClose === undefined) return undefined;
    const closeElsewhere = ({ target }: PointerEvent): void => {
      if (target instanceof Node && box.current?.contains(target) === false) onClose();
    };
    document.addEventListener('pointerdown', closeElsewhere, { capture: true });
    return () => document.removeEventListener('pointerdown', closeElsewhere, { capture: true });
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || onClose === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return createPortal(
    <div
      ref={box}
      className={`floating ${className}`}
      onKeyDownCapture={onKeyDown}
      {...(label === undefined ? {} : { role: 'dialog', 'aria-label': label })}
    >
      {children}
    </div>,
    // Whoever goes from landmark to landmark finds it in that of the text.
    document.querySelector('main') ?? document.body,
  );
}

function place(box: HTMLElement, { isAbove, rect }: { rect: DOMRect | null; isAbove: boolean }): void {
  if (rect === null) return;
  const { offsetHeight: height, offsetWidth: width } = box;
  const above = rect.top - height - GAP;
  const below = rect.bottom + GAP;
  const fitsBelow = below + height <= globalThis.innerHeight;
  const isOver = above >= GAP && (isAbove || !fitsBelow);
  // Of something larger than the window, it stays in sight.
  const top = Math.max(GAP, Math.min(isOver ? above : below, globalThis.innerHeight - height - GAP));
  const left = Math.max(GAP, Math.min(rect.left, document.documentElement.clientWidth - width - GAP));
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
