import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TargetConfig } from '../../../server/config.ts';
import { createLog } from '../../../server/log.ts';
import { openTarget } from '../../../server/publishing/target/open-target.ts';
import { TARGETS, s3Options } from './targets.ts';

const log = createLog({ logLevel: 'fatal' });
const NEVER = new AbortController().signal;

describe.each(TARGETS.map(({ name }) => name))('the environment of a target on %s', (kind) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stillpress-target-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function place(): Promise<TargetConfig> {
    if (kind === 'disk') return { kind: 'disk', root: folder };
    return { kind: 's3', place: (await s3Options(folder)).place, folder };
  }

  async function open(appEnv: string | null): Promise<void> {
    const config = { ...(await place()), ...(appEnv !== null && { appEnv }) };
    const target = await openTarget(config, {
      log,
      lead: async () => ({ epoch: 1, signal: () => NEVER }),
    });
    target.close();
  }

  test('is the first one that is named, whoever came before without a name', async () => {
    await open(null);
    await open('production');
    await open('production');
    await expect(open('staging')).rejects.toMatchObject({
      code: 'wrong-environment',
      message: expect.stringMatching(/environment "production", and APP_ENV is "staging"/),
    });
    await expect(open(null)).rejects.toMatchObject({ code: 'wrong-environment' });
    await open('production');
  });
});
