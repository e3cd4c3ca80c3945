import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import { startChild } from '../../support/child-process.ts';
import { gatewayPath } from '../../support/gateway/gateway.ts';
import { startGatewayProxy, type GatewayProxy } from '../../support/gateway/gateway-proxy.ts';
import { readAll, release, temporaryPlace } from './target-fixture.ts';
import { s3Options } from './targets.ts';

vi.setConfig({ testTimeout: 120_000 });

const FILES = 150;
/** No more than that is under way when a process ends, and may have to be sent again. */
const AT_ONCE = 16;

describe.skipIf(gatewayPath === null)('a process that sends releases to S3', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let proxy: GatewayProxy;
  let options: S3TargetOptions;

  beforeEach(async () => {
    place = temporaryPlace();
    options = await s3Options(place.place);
    proxy = await startGatewayProxy(options.place.endpoint ?? '');
    options.place = { ...options.place, endpoint: proxy.endpoint };
  });
  afterEach(async () => {
    await proxy.close();
    place.remove();
  });

  const puts = (): string[] =>
    proxy.asked.filter((asked) => asked.startsWith('PUT') && !asked.includes('.stillpress/'));

  it('and is killed in the middle leaves what it has sent, and nothing of that is sent again', async () => {
    const child = startChild(join(import.meta.dirname, 's3-release-child.ts'), [
      JSON.stringify(options),
      String(FILES),
    ]);
    await vi.waitFor(() => expect(puts().length).toBeGreaterThan(FILES / 2), {
      timeout: 60_000,
      interval: 1,
    });
    child.process.kill('SIGKILL');
    await child.ended;
    const sent = puts().length;
    expect(sent).toBeLessThan(FILES);

    const target = await openS3Target(options);
    try {
      expect(target.position()).toBeNull();
      await release(target, pages());
      expect(puts().length).toBeLessThanOrEqual(FILES + AT_ONCE);
      expect(await target.check()).toEqual([]);
      expect(await readAll(target)).toEqual(pages());
    } finally {
      target.close();
    }
  });

  it('holds no more of large files than a part of each', async () => {
    const [count, bytes] = [40, 4_000_000];
    const script = join(import.meta.dirname, 's3-large-child.ts');
    const child = startChild(script, [JSON.stringify(options), String(count), String(bytes)]);
    const grown = Number(await child.nextLine());
    await child.ended;
    expect(puts()).toHaveLength(count);
    expect(proxy.mostAtOnce()).toBeLessThanOrEqual(AT_ONCE);
    expect(grown).toBeLessThan((count * bytes) / 2);
  });
});

function pages(): Record<string, string> {
  const names = Array.from(
    { length: FILES },
    (_, index) => [`${index}/index.html`, `page ${index}`] as const,
  );
  return Object.fromEntries(names.sort(([a], [b]) => (a < b ? -1 : 1)));
}
