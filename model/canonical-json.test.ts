import { expect, test } from 'vitest';

import { canonicalJson } from './canonical-json.ts';
import { defineContentModel } from './define-content-model.ts';
import { field } from './fields.ts';
import { modelFingerprint } from './model-fingerprint.ts';

test('one text for one value, whatever the order of its keys', () => {
  expect(canonicalJson({ b: [1, { z: null, a: 'x' }], a: true })).toBe(
    '{"a":true,"b":[1,{"a":"x","z":null}]}',
  );
  expect(canonicalJson({ a: undefined, b: 1.5e21 })).toBe('{"b":1.5e+21}');
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 4, '\ufb33': 5 })).toBe(
    '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":4,"\ufb33":5}',
  );
});

test('refuses what JSON cannot carry', () => {
  for (const value of [NaN, Infinity, undefined, 1n, () => 1, [undefined], Symbol('x')]) {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  }
});

test('a model has the same fingerprint however it was written down, and another when a field changes', () => {
  expect(modelFingerprint(model(1, 'a'))).toMatch(/^[0-9a-f]{64}$/);
  expect(modelFingerprint(model(1, 'b'))).toBe(modelFingerprint(model(1, 'a')));
  expect(modelFingerprint(model(2, 'a'))).not.toBe(modelFingerprint(model(1, 'a')));
  expect(modelFingerprint(JSON.parse(JSON.stringify(model(1, 'a'))))).toBe(modelFingerprint(model(1, 'a')));
});

function model(maxLength: number, first: 'a' | 'b') {
  const a = field.text({ maxLength });
  const b = field.text();
  const fields = first === 'a' ? { a, b } : { b, a };
  return defineContentModel({ locales: ['en'], defaultLocale: 'en', collections: { posts: { fields } } });
}
