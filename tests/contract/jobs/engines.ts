import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import { createJobEngine } from '../../../server/jobs/create-job-engine.ts';
import type { JobEngine, JobEngineOptions } from '../../../server/jobs/job-engine.ts';
import type { DialectName } from '../../../server/store/database.ts';
import { DIALECTS } from '../../support/databases.ts';

/** What the suites beside this file run over: every engine on every database that it is made for. */
export type EngineUnderTest = {
  engine: string;
  dialect: DialectName;
  create: (options: JobEngineOptions) => JobEngine;
};

const ENGINES: readonly (Omit<EngineUnderTest, 'dialect'> & { dialects: readonly DialectName[] })[] = [
  { engine: 'the embedded engine', dialects: DIALECTS, create: createEmbeddedEngine },
  {
    engine: 'graphile-worker',
    dialects: DIALECTS.filter((name) => name === 'postgres'),
    create: createJobEngine,
  },
];

export const ENGINES_UNDER_TEST: readonly EngineUnderTest[] = ENGINES.flatMap(
  ({ create, dialects, engine }) => dialects.map((dialect) => ({ engine, dialect, create })),
);
