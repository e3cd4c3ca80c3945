import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { DialectName } from '../../../server/store/database.ts';
import { buildOnce, createInstallation, createProject } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';

/** A project for the tests of a file. */
export type UsedProject = {
  readonly root: string;
  /** The data folder that its templates were built in. */
  readonly buildsFrom: string;
  /** Nothing is published in it yet, and its template build is there. */
  install(dialect: DialectName): Promise<Installation>;
};

/** Where the tests are described: its templates are built before the first of them, and it is removed after the last. */
export function useProject(): UsedProject {
  const project = createProject();
  const { root } = project;
  const buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  beforeAll(() => buildOnce(root, buildsFrom));
  afterAll(() => {
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });
  return {
    root,
    buildsFrom,
    install: (dialect) => createInstallation(dialect, { projectRoot: root, buildsFrom }),
  };
}
