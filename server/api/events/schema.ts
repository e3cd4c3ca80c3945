import { z } from 'zod';

export const streamEventsInput = z.object({
  query: z.object({
    after: z.string().optional().meta({
      description:
        'The id of the last event that you were told, where `Last-Event-ID` cannot be set. The header is the newer one if both are there.',
    }),
  }),
});
