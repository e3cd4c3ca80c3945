import { z } from 'zod';

export const previewInput = z.object({ params: z.object({ entryId: z.string() }) });
