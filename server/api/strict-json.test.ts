import { describe, expect, it } from 'vitest';
import { JSON_DEPTH_MAX, parseStrictJson } from './strict-json.ts';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('parseStrictJson', () => {
  it.each([
    ['an object', '{"a":[1,{"b":"c"}],"d":null}'],
    ['the same name in different objects', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}'],
    ['a string that looks like a name', '{"a":"a","b":["a","a"]}'],
    ['quotes and backslashes', String.raw`{"a\"":"\\","b":"\\\"{[","c":"x\\\\"}`],
    ['space around everything', ' { "a" : [ 1 , 2 ] }\r\n\t'],
    ['characters beyond the basic plane, written out and escaped', String.raw`{"a":"😀","b":"\ud83d\ude00"}`],
    ['as many levels as there may be', nested(JSON_DEPTH_MAX)],
    ['a bare value', '"text"'],
  ])('reads %s as JSON.parse does', (_, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['text that is not JSON', '{"a":', 'malformed-json'],
    ['a string that does not end', '{"a":"b', 'malformed-json'],
    ['a string that ends in its escape', '["a\\\\"', 'malformed-json'],
    ['an escape that JSON does not have', String.raw`{"a\x":1}`, 'malformed-json'],
    ['nothing', '', 'malformed-json'],
    ['a comment', '{} // no', 'malformed-json'],
    ['a name that stands twice', '{"a":1,"b":2,"a":3}', 'malformed-json'],
    ['a name that stands twice, once escaped', String.raw`{"a":1,"\u0061":2}`, 'malformed-json'],
    ['a name that stands twice deep inside', '[{"x":[{"a":1 , "a" : 2}]}]', 'malformed-json'],
    ['__proto__', '{"__proto__":{"role":"owner"}}', 'malformed-json'],
    ['__proto__, escaped', String.raw`{"\u005f_proto__":1}`, 'malformed-json'],
    ['one level too many', nested(JSON_DEPTH_MAX + 1), 'body-too-deep'],
    ['a million levels', nested(1_000_000), 'body-too-deep'],
    ['half a surrogate pair', String.raw`{"a":"\ud800"}`, 'malformed-text'],
    ['a surrogate pair the wrong way round', String.raw`{"a":"\ude00\ud83d"}`, 'malformed-text'],
    ['half a surrogate pair in a name', String.raw`{"\udc00":1}`, 'malformed-text'],
    ['NUL', String.raw`{"a":"\u0000"}`, 'malformed-text'],
  ])('refuses %s', (_, text, code) => {
    expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['{"a":', ' (it ends at position 5, before it is complete)'],
    ['{"a":"b', ' (it ends at position 7, before it is complete)'],
    ['{"a":1}}', ' (it goes wrong at position 7)'],
    [String.raw`{"aaaa":1,"b\x":1}`, ' (it goes wrong at position 13)'],
  ])('says of %s where it goes wrong', (text, place) => {
    expect(() => parseStrictJson(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`as JSON${place}`) }),
    );
  });

  it('does not repeat what it could not read', () => {
    expect(() => parseStrictJson('{"password":"hunter2"')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
