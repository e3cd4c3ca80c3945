import type { PublishingStatus } from '../../../model/api/publishing-status.ts';

/** What the process that publishes says of itself, whichever process it is. */
export type PublishingStatusPort = { readStatus(): Promise<Omit<PublishingStatus, 'schedules'>> };
