/** A publication is live within milliseconds: this is for a machine that is busy. */
export const SETTLE_TIMEOUT_MS = Number(process.env['STILLPRESS_PROPERTY_PATIENCE_MS'] ?? 60_000);
