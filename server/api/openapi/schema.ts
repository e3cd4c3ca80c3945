import { z } from 'zod';

export const docsFileInput = z.object({ params: z.object({ file: z.string() }) });
