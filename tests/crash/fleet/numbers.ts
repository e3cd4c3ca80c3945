/** Of a page, the title says which of its versions it is. */
export function titleOf(slug: string, number: number): string {
  return `${slug} number ${number}.`;
}

export function numberIn(text: string, slug: string): number | null {
  const [, digits] = new RegExp(`${slug} number (\\d+)\\.`).exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}
