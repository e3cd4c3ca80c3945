import type { Health } from '../../../model/api/health.ts';

/** Looks at each part of the installation. */
export type HealthPort = { examine(): Promise<Health['components']> };
