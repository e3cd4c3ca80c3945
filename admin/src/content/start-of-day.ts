/** The first moment of a day, or of one that comes later, where somebody sits. */
export function startOfDay(day: string | undefined, later: number): string | undefined {
  const at = new Date(`${day ?? ''}T00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
