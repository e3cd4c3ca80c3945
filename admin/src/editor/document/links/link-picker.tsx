import { late } from '../../../ui/late.tsx';

/** Where a link is to lead. */
export const LinkPicker = late(async () => (await import('./link-choice.tsx')).LinkChoice);
