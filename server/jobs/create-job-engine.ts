import { createEmbeddedEngine } from './embedded-engine.ts';
import { createGraphileEngine } from './graphile-engine.ts';
import type { JobEngine, JobEngineOptions } from './job-engine.ts';

/** The one that is made for the database. */
export function createJobEngine(options: JobEngineOptions): JobEngine {
  const { listenUrl } = options.database;
  return listenUrl === null ? createEmbeddedEngine(options) : createGraphileEngine({ ...options, listenUrl });
}
