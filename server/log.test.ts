import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLog({ logLevel: 'trace' }, { write: (line) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

test.each([
  { password: 'hunter2-and-more' },
  { token: 'hunter2-and-more' },
  { sessionKeys: ['hunter2-and-more'] },
  { user: { password: 'hunter2-and-more' } },
  { headers: { authorization: 'Bearer hunter2-and-more' } },
  { request: { headers: { cookie: 'session=hunter2-and-more' } } },
  { response: { headers: { 'set-cookie': ['session=hunter2-and-more'] } } },
  { config: { databaseUrl: 'postgres://cms:hunter2-and-more@db/cms' } },
  { config: { smtpUrl: 'smtp://cms:hunter2-and-more@mail' } },
  { address: 'postgres://cms:hunter2-and-more@db/cms' },
  { url: '/admin/setup?token=hunter2-and-more' },
  { url: 'https://example.org/admin/invite#hunter2-and-more' },
  { err: new Error('could not reach postgres://cms:hunter2-and-more@db:5432/cms') },
])('redacts %j', (fields) => {
  const text = JSON.stringify(logged((log) => log.info(fields, 'hello')));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('[redacted]');
});

test('shows the link of a mail that could not be sent, and no secret in a value that pretends to be one', () => {
  const link = 'https://example.org/admin/reset?token=abc';
  expect(logged((log) => log.warn({ to: 'a', mailText: link }, 'no mail'))).toMatchObject({ mailText: link });
  const forged = `x,"mailText":"y ${link}`;
  expect(JSON.stringify(logged((log) => log.info({ forged }, forged)))).not.toContain('token=abc');
});

test('redacts secrets that stand in the message', () => {
  const { msg } = logged((log) => log.info('no answer from postgres://cms:hunter2@db/cms'));
  expect(msg).toBe('no answer from postgres://cms:[redacted]@db/cms');
});

test('leaves ordinary addresses alone', () => {
  const { msg } = logged((log) => log.info('listening on http://localhost:4000/@handle?page=2'));
  expect(msg).toBe('listening on http://localhost:4000/@handle?page=2');
});

test('names the level by its word and the time in ISO 8601', () => {
  const { level, time } = logged((log) => log.warn('careful'));
  expect(level).toBe('warn');
  expect(new Date(String(time)).toISOString()).toBe(time);
});
