import { describe, expect, test } from 'vitest';
import { readCdn } from './config-cdn.ts';
import { createReader } from './config-reader.ts';

function read(env: Record<string, string>, environment: 'development' | 'production' = 'production') {
  const reader = createReader(env);
  const cdn = readCdn(reader, environment);
  return { cdn, problems: reader.issues.map(({ message, path }) => `${path}: ${message}`) };
}

const SECRET = '0Hq3v8bS1xkT5mZr7nWc2LdYf9GjPaEu4iKoR6tVw=';

describe('CDN', () => {
  test('is none unless it is set', () => {
    expect(read({})).toEqual({ cdn: undefined, problems: [] });
  });

  test.each([
    [
      { CDN: 'varnish:http://a:6081/, http://b:6081' },
      { kind: 'varnish', servers: ['http://a:6081', 'http://b:6081'] },
    ],
    [
      { CDN: 'cloudflare:abc', CDN_TOKEN: 't' },
      { kind: 'cloudflare', zone: 'abc', token: 't' },
    ],
    [
      { CDN: 'fastly', CDN_TOKEN: 't' },
      { kind: 'fastly', token: 't' },
    ],
    [{ CDN: 'cloudfront:EDFD1' }, { kind: 'cloudfront', distribution: 'EDFD1' }],
    [
      { CDN: 'webhook:https://hooks.example.org/purge', CDN_TOKEN: SECRET },
      { kind: 'webhook', url: 'https://hooks.example.org/purge', secret: SECRET },
    ],
  ])('%o is read', (env, cdn) => expect(read(env)).toEqual({ cdn, problems: [] }));

  test.each([
    [{ CDN: 'akamai' }, /CDN: "akamai" is not varnish:/],
    [{ CDN: 'varnish:a:6081' }, /CDN: "a:6081" is not an http or https address/],
    [{ CDN: 'varnish:' }, /CDN: "" is not an http or https address/],
    [{ CDN: 'cloudflare:', CDN_TOKEN: 't' }, /CDN: "" is not the id of a zone/],
    [{ CDN: 'cloudflare:abc' }, /CDN_TOKEN: It is not set/],
    [{ CDN: 'fastly' }, /CDN_TOKEN: It is not set/],
    [{ CDN_TOKEN: 't' }, /CDN: CDN_TOKEN is set, and nothing says whose it is/],
    [
      { CDN: 'webhook:https://hooks.example.org/', CDN_TOKEN: 'short' },
      /CDN_TOKEN: It has 5 characters, and 32 are needed/,
    ],
  ])('%o is refused', (env, problem) => expect(read(env).problems.join('\n')).toMatch(problem));
});
