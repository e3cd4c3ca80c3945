import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from '../../server/operations/metrics/create-metrics.ts';

const ROOT = join(import.meta.dirname, '../..');
const metrics = createMetrics({ database: () => null, now: () => new Date(), target: 'disk' });

/** Every series that a process tells of: what Prometheus stores of a histogram is named after it. */
async function seriesNames(): Promise<Set<string>> {
  const names = new Set(['up']);
  for (const [, name = '', type] of (await metrics.render()).matchAll(/^# TYPE (\S+) (\S+)$/gm))
    for (const ending of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      names.add(name + ending);
  return names;
}

test.each(['deploy/prometheus/alerts.yml', 'deploy/grafana/stillpress.json'])(
  '%s asks for what there is',
  async (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const asked = [...new Set(text.match(/\b(?:stillpress|nodejs|process)_[a-z0-9_]+/g))];
    const known = await seriesNames();
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  },
);

test('docs/observability.md names every metric of our own, and no other', async () => {
  const page = readFileSync(join(ROOT, 'docs/observability.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `(stillpress_[a-z_]+)`/gm)].map(([, name]) => name);
  const own = [...(await metrics.render()).matchAll(/^# TYPE (stillpress_\S+) /gm)].map(([, name]) => name);
  expect(new Set(documented)).toEqual(new Set(own));
});
