import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { copyProgram } from '../../support/copy-program.ts';
import { freePort } from '../../support/free-port.ts';
import { createClient } from '../api/client.ts';
import type { Client } from '../api/client.ts';
import { startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

const TIMEOUT_MS = 120_000;

/** In order: somebody works on the templates beside `npm start`. */
describe('templates that are edited while the program runs', { timeout: TIMEOUT_MS }, () => {
  const home = mkdtempSync(join(tmpdir(), 'stillpress-edited-'));
  const layout = join(home, 'site/layouts/SiteLayout.astro');
  let source: string;
  let server: RunningCommand;
  let owner: Client;

  beforeAll(async () => {
    copyProgram(home, ['admin']);
    source = readFileSync(layout, 'utf8');
    const port = await freePort();
    server = startCommand(['start'], { DATA_DIR: join(home, 'var'), PORT: String(port) }, { home });
    await server.untilPrinted('Ctrl-C stops it.');
    owner = createClient(port);
    const account = { email: 'owner@example.org', name: 'Olga Owner', password: 'correct horse battery' };
    const token = /token=([\w-]+)/.exec(server.stdout())?.[1];
    await owner.post('/api/v1/setup', { token, ...account });
  }, TIMEOUT_MS);

  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
    rmSync(home, { recursive: true, force: true });
  });

  const status = async (): Promise<unknown> => (await owner.get('/api/v1/publishing')).json;

  async function expectStatus(expected: Record<string, unknown>): Promise<void> {
    await vi.waitFor(async () => expect(await status()).toMatchObject(expected), 20_000);
  }

  test('are used as they are', async () => {
    const nothing = { problem: null, templateProblem: null };
    expect(await status()).toMatchObject({ isPublishing: true, ...nothing });
  });

  test('that do not compile are told in the terminal, in words and with the place', async () => {
    writeFileSync(layout, source.replace('const texts =', 'const texts = = '));
    await server.untilPrinted(/^ {2}The last good build stays in use\./m);
    expect(server.stdout()).toMatch(
      /^ {2}The templates in site\/ cannot be used\.\n {2}site\/layouts\/SiteLayout\.astro:\d+:\d+: .+\n(?: {2}.*\n)* {2}The last good build stays in use\. Mend the template: that is seen at once\.$/m,
    );
    const records = server
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(records.filter((line) => /"level":"(?:warn|error|fatal)"/.test(line))).toEqual([]);
  });

  test('are told in the API, while visitors have what was there before', async () => {
    await expectStatus({
      isPublishing: true,
      problem: null,
      templateProblem: {
        code: 'template-build-failed',
        message: expect.stringContaining('The last good build stays in use.'),
        template: expect.stringMatching(/^site\/layouts\/SiteLayout\.astro:\d+:\d+$/),
      },
    });
    expect((await owner.get('/')).status).toBe(200);
  });

  test('go live once they are mended, and nothing says any more that they are broken', async () => {
    writeFileSync(layout, source.replace('<main ', '<main data-mended '));
    await server.untilPrinted('The templates in site/ can be used again.');
    await expectStatus({ templateProblem: null });
    await vi.waitFor(async () => expect((await owner.get('/')).text).toContain('data-mended'), 20_000);
  });
});
