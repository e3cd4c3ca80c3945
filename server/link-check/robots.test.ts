import { describe, expect, it } from 'vitest';
import { readRobots } from './robots.ts';

const mayRead = (text: string, path = '/a/b'): boolean => readRobots(text).mayRead(path);

describe('robots.txt', () => {
  it.each([
    ['nothing at all', ''],
    ['no rule for everybody', 'User-agent: GreedyBot\nDisallow: /'],
    ['an empty rule', 'User-agent: *\nDisallow:'],
    ['a rule of another path', 'User-agent: *\nDisallow: /c'],
    ['a longer rule that allows it', 'User-agent: *\nDisallow: /a\nAllow: /a/b'],
    ['an equally long rule that allows it', 'User-agent: *\nAllow: /a/\nDisallow: /a/'],
    ['lines of our own', 'User-agent: *\nDisallow: /\n\nUser-agent: Stillpress\nDisallow: /c'],
    ['a pattern that ends too early', 'User-agent: *\nDisallow: /a$'],
    ['a pattern whose end is missing', 'User-agent: *\nDisallow: /*/c'],
    ['rules in front of every name', 'Disallow: /'],
    ['a comment', 'User-agent: *\n# Disallow: /'],
    ['something else', '<!doctype html><title>Not found</title>'],
  ])('lets a page be read: %s', (_, text) => expect(mayRead(text)).toBe(true));

  it.each([
    ['all', 'User-agent: *\nDisallow: /'],
    ['a prefix', 'user-agent:*\r\ndisallow : /a # all of it\r\n'],
    ['a longer prefix than one that is allowed', 'User-agent: *\nAllow: /a\nDisallow: /a/b'],
    ['several names before the rules', 'User-agent: GreedyBot\nUser-agent: *\nDisallow: /a'],
    [
      'rules in two places',
      'User-agent: *\nDisallow: /x\nUser-agent: Other\nAllow: /\nUser-agent: *\nDisallow: /a',
    ],
    ['lines of our own', 'User-agent: *\nAllow: /\nUser-agent: stillpress\nDisallow: /a'],
    ['a pattern', 'User-agent: *\nDisallow: /*/b'],
    ['a pattern with its end', 'User-agent: *\nDisallow: /*b$'],
    ['a whole path', 'User-agent: *\nDisallow: /a/b$'],
    ['a byte order mark', '\uFEFFUser-agent: *\nDisallow: /'],
  ])('keeps a page from being read: %s', (_, text) => expect(mayRead(text)).toBe(false));

  it('has rules of queries', () => {
    const text = 'User-agent: *\nDisallow: /*?print=';
    expect(mayRead(text, '/a?print=1')).toBe(false);
    expect(mayRead(text, '/a?page=1')).toBe(true);
  });

  it.each([
    ['User-agent: *\nCrawl-delay: 3', 3_000],
    ['User-agent: *\nCrawl-delay: 0.5', 500],
    ['User-agent: *\nCrawl-delay: soon', 0],
    ['User-agent: Other\nCrawl-delay: 3', 0],
  ])('says how much time to leave: %j', (text, delay) => expect(readRobots(text).crawlDelayMs).toBe(delay));

  it('of strangers is read in a moment, whatever its patterns and lines are', () => {
    const text = `User-agent: *\nDisallow: /${'*a'.repeat(20_000)}$\nAllow:${' '.repeat(100_000)}x${' '.repeat(100_000)}y`;
    expect(mayRead(text, `/${'a'.repeat(2_000)}b`)).toBe(true);
  });
});
