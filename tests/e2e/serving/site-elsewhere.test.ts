import { expect, test } from 'vitest';
import { startTestWebApp } from './web-app.ts';

test('where the target is a bucket, this process has no public pages, and says so', async () => {
  const app = await startTestWebApp({ env: { TARGET: 's3://example-site' } });
  try {
    const answer = await app.ask('/');
    expect({ status: answer.status, text: answer.text }).toEqual({
      status: 404,
      text: expect.stringContaining('served from its bucket'),
    });
    expect((await app.ask('/healthz')).status).toBe(200);
  } finally {
    await app.close();
  }
});
