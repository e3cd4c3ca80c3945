import { z } from 'zod';
import { createPreviewLinkSchema } from '../../../model/api/preview-link.ts';

const params = z.object({ id: z.string() });

export const previewLinksInput = z.object({ params });

export const createPreviewLinkInput = z.object({ params, body: createPreviewLinkSchema });

export const previewLinkInput = z.object({ params: params.extend({ linkId: z.string() }) });
