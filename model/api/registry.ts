import { z } from 'zod';

/** The schemas that the OpenAPI document names: each becomes `#/components/schemas/<id>`. */
export const apiSchemas = z.registry<{ id: string }>();
