import { i18n } from '@lingui/core';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** Such as "850 ms", "2.5 s", "3 min 5 s", "5 h 20 min": a publication that was held back may have waited for days. */
export function duration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${i18n.number(ms / SECOND_MS, ONE_DIGIT)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${Math.floor((ms % MINUTE_MS) / SECOND_MS)} s`;
  return `${Math.floor(ms / HOUR_MS)} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`;
}
