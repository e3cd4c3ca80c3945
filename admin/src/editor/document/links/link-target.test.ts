import { describe, expect, it } from 'vitest';
import { addressTyped } from './link-target.ts';

describe('an address that somebody types', () => {
  it.each([
    ['https://example.org/a', 'https://example.org/a'],
    ['example.org', 'https://example.org'],
    ['example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    [' ada@example.org ', 'mailto:ada@example.org'],
    ['tel:+49301234', 'tel:+49301234'],
    ['/about/', '/about/'],
    ['#notes', '#notes'],
  ])('%s leads to %s', (typed, address) => expect(addressTyped(typed)).toBe(address));

  it.each([
    '',
    'First light',
    'first',
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'file:///etc',
    '/\\evil.example',
  ])('%s leads nowhere', (typed) => expect(addressTyped(typed)).toBeNull());
});
