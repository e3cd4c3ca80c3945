type Sides = { ours: readonly string[]; theirs: readonly string[] };

/** The order of whoever has changed it, ours where both have. What the other side has added stands behind what it stood behind there. */
export function mergedOrder(before: readonly string[], { ours, theirs }: Sides): string[] {
  const [first, second] = hasMoved(before, ours) ? [ours, theirs] : [theirs, ours];
  const order = [...first];
  const known = new Set(first);
  let previous: string | null = null;
  for (const id of second) {
    if (!known.has(id)) order.splice(previous === null ? 0 : order.indexOf(previous) + 1, 0, id);
    previous = id;
  }
  return order;
}

function hasMoved(before: readonly string[], side: readonly string[]): boolean {
  const [known, there] = [new Set(before), new Set(side)];
  const kept = side.filter((id) => known.has(id));
  return kept.join('\n') !== before.filter((id) => there.has(id)).join('\n');
}
