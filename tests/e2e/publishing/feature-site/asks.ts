export function asks(): number {
  return [1].map(() => Math.random())[0] ?? 0;
}
