/** From the entry down to a value: names of fields, and numbers of items. */
export type Place = readonly (string | number)[];

/** As issues and conflicts name it: `sections[0].text`. */
export function pathOf(place: Place): string {
  return place
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

export function placeOf(path: string): Place {
  return (path.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((part) =>
    part.startsWith('[') ? Number(part.slice(1, -1)) : part,
  );
}

/** Whether it is the place, or lies within it. */
export function isWithinPath(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}
