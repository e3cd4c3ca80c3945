import { createEmbeddedEngine } from './embedded-engine.ts';
import { createGraphileEngine } from './graphile-engine.ts';
import type { JobEngine, JobEngineOptions } from './job-engine.ts';

/** The one that is made for the database. */
export function createJobEngine(options: JobEngineOptions): JobEngine {
  const { queueUrl } = options.database;
  return queueUrl === null ? createEmbeddedEngine(options) : createGraphileEngine({ ...options, queueUrl });
}
