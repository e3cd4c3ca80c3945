/** A publication is live within milliseconds: this is for a machine that is busy. */
export const SETTLE_TIMEOUT_MS = Number(process.env['STILLPRESS_PROPERTY_PATIENCE_MS'] ?? 60_000);

const OUT_OF_PATIENCE = 'out of patience: ';

/** What is due has not come: a machine that is much too busy would give this too. */
export function outOfPatience(what: string): Error {
  return new Error(`${OUT_OF_PATIENCE}${what}`);
}

export function isOutOfPatience(report: string): boolean {
  return report.includes(OUT_OF_PATIENCE);
}
