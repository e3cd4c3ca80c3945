const TINTS = 4;

/** The same person has the same colour everywhere: `person-tint.css`. */
export function tintOf(userId: string): number {
  return Number.parseInt(userId.slice(-4), 16) % TINTS;
}
