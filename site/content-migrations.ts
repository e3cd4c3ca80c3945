import { defineContentMigrations } from '../model/content-steps.ts';

/**
 * What is done to content of earlier models, in this order, when `content-model.ts` changes: `step.rename`, `step.renameCollection`, `step.retype`,
 * `step.split`, `step.drop` and `step.dropCollection` of `model/content-steps.ts`, each with an id of its own. Steps are added at the end and stay for good: old versions need them.
 */
export const contentMigrations = defineContentMigrations([]);
