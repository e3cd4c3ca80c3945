import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebhookSecret, signBody } from '../../../server/webhooks/sign.ts';
import { requireComponent } from '../../support/components.ts';

/** A receiver's author copies these two from the document. */
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
const BODY = '{"title":"Ä “quoted” $(date) `date` \\\\ %s"}';
const AT = new Date('2026-03-01T08:00:00.000Z');
const [OLD, NEW, OTHER] = [createWebhookSecret(), createWebhookSecret(), createWebhookSecret()];
const HEADER = signBody({ body: BODY, at: AT, secrets: [NEW, OLD] });

type Check = (given: { body: string; header: string; secret: string; now: number }) => boolean;

const folder = mkdtempSync(join(tmpdir(), 'stillpress-signature-'));
let isFromStillpress: Check;
beforeAll(async () => {
  const file = join(folder, 'check.mjs');
  writeFileSync(file, blockAfter('In Node:', 'js'));
  ({ isFromStillpress } = (await import(pathToFileURL(file).href)) as { isFromStillpress: Check });
});
afterAll(() => rmSync(folder, { recursive: true }));

function blockAfter(words: string, language: string): string {
  const rest = DOCUMENT.slice(DOCUMENT.indexOf(words));
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(rest)?.[1] ?? '';
}

const inNode = (changes: Partial<Parameters<Check>[0]> = {}) =>
  isFromStillpress({ body: BODY, header: HEADER, secret: NEW, now: AT.getTime(), ...changes });

test('a secret cannot be guessed, and is known as one wherever it turns up', () => {
  expect(NEW).toMatch(/^whsec_[\w-]{43}$/);
  expect(new Set([OLD, NEW, OTHER]).size).toBe(3);
});

test('the header names the time and a signature by each secret', () => {
  expect(HEADER).toMatch(/^t=1772352000,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
});

test('the example in Node takes what either secret signed, and nothing else', () => {
  expect(inNode()).toBe(true);
  expect(inNode({ secret: OLD })).toBe(true);
  expect(inNode({ secret: OTHER })).toBe(false);
  expect(inNode({ body: BODY.replace('quoted', 'quotes') })).toBe(false);
  expect(inNode({ header: HEADER.replace('t=1772352000', 't=1772352001') })).toBe(false);
  expect(inNode({ now: AT.getTime() + 301_000 })).toBe(false);
  for (const header of ['', 't=,v1=', 'v1=00', 't=1772352000,v1=zz', 't=NaN'])
    expect(inNode({ header })).toBe(false);
});

test('the example for a shell takes what either secret signed, and nothing else', (context) => {
  if (requireComponent('openssl') === null) return context.skip();
  const script = blockAfter('In a shell', 'bash');
  const check = (secret: string, body = BODY): string => {
    writeFileSync(join(folder, 'body.json'), body);
    const env = { PATH: process.env['PATH'], SIGNATURE: HEADER, SECRET: secret };
    return execFileSync('bash', ['--norc', '-c', script], { cwd: folder, env, encoding: 'utf8' }).trim();
  };
  expect(check(NEW)).toBe('it is genuine');
  expect(check(OLD)).toBe('it is genuine');
  expect(check(OTHER)).toBe('it is not');
  expect(check(NEW, `${BODY} `)).toBe('it is not');
  return undefined;
});
