/** Pictures that are to come into a text and are nowhere but in this page. */
const onTheirWay = new Set<object>();
const listeners = new Set<() => void>();

export function setOnItsWay(picture: object, isOnItsWay: boolean): void {
  if (isOnItsWay) onTheirWay.add(picture);
  else onTheirWay.delete(picture);
  if (onTheirWay.size > 0) addEventListener('beforeunload', askBeforeLeaving);
  else removeEventListener('beforeunload', askBeforeLeaving);
  for (const listener of listeners) listener();
}

export function countOnTheirWay(): number {
  return onTheirWay.size;
}

export function onTheirWayChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
