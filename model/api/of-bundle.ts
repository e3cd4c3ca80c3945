import { z } from 'zod';

/** Of what is published or scheduled now. */
export const ofBundleSchema = z.uuid().meta({
  description:
    'The id of the bundle that these are the entries of, all of them: it is published by this, and refused if it holds others by now.',
});
