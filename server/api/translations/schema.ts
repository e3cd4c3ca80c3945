import { confirmTranslationSchema, createTranslationSchema } from '../../../model/api/translation.ts';
import { entryInput } from '../entries/schema.ts';

export const createTranslationInput = entryInput.extend({ body: createTranslationSchema });

export const confirmTranslationInput = entryInput.extend({ body: confirmTranslationSchema });
