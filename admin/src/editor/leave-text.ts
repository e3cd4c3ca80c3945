const LEAVE = 'leave-text';

/** Somebody goes up from the first line of a text. False where nothing is above it that they could write in. */
export function leaveUpwards(text: HTMLElement): boolean {
  return !text.dispatchEvent(new CustomEvent(LEAVE, { bubbles: true, cancelable: true }));
}

export function onLeaveUpwards(frame: HTMLElement, go: () => void): () => void {
  const onLeave = (event: Event): void => {
    event.preventDefault();
    go();
  };
  frame.addEventListener(LEAVE, onLeave);
  return () => frame.removeEventListener(LEAVE, onLeave);
}
