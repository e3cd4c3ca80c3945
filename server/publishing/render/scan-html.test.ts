import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { expect, it } from 'vitest';
import { scanTags } from './scan-html.ts';

const WANTED = new Set(['href', 'src', 'srcset', 'content']);

/** What a full parser finds, character references left as they are. */
function parsed(html: string): [string, Record<string, string>][] {
  const tags: [string, Record<string, string>][] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const wanted = Object.entries(attributes).filter(([attribute]) => WANTED.has(attribute));
        tags.push([name, Object.fromEntries(wanted)]);
      },
    },
    { decodeEntities: false },
  );
  parser.end(html);
  return tags;
}

function scanned(html: string): [string, Record<string, string>][] {
  const tags: [string, Record<string, string>][] = [];
  scanTags(
    html,
    (attribute) => WANTED.has(attribute),
    ({ attributes, name }) => tags.push([name, attributes]),
  );
  return tags;
}

it.each([
  ['<a href="/a">a</a><A HREF=/b>b</A>'],
  [`<img src='/a "b".png' alt="x > y">`],
  ['<script src="/a.js">if (a < b) document.write("<a href=/no>")</script><a href="/yes">'],
  ['<style>a::before { content: "<a href=/no>" }</style><textarea><a href="/no"></textarea><a href=/yes>'],
  ['<!-- <a href="/no"> --><a href="/yes"><!----><a href="/too">'],
  ['<!doctype html><title><a href="/no"></title><link href=/yes>'],
  ['<a href = "/spaced" href="/second"><br/><a href="/unclosed'],
  ['a < b and <3 <a\nhref="/line"\n>'],
  ['<template><a href="/in"></a></template><svg><a xlink:href="/x" href="/svg"/></svg>'],
])('finds the tags of %s as a parser does', (html) => {
  expect(scanned(html)).toEqual(parsed(html));
});

it('finds the tags of whatever templates write as a parser does', () => {
  const text = fc.stringMatching(/^[a-z &;]{0,6}$/);
  const value = fc.oneof(
    text.map((inner) => `"/${inner}"`),
    text.map((inner) => `'/${inner} "q"'`),
    fc.stringMatching(/^[a-z0-9/.]{1,6}$/),
  );
  const attribute = fc
    .tuple(fc.constantFrom('href', 'SRC', 'srcset', 'content', 'class', 'data-x'), fc.option(value))
    .map(([name, given]) => (given === null ? ` ${name}` : ` ${name}=${given}`));
  const attributes = fc.array(attribute, { maxLength: 4 }).map((all) => all.join(''));
  const tag = fc
    .tuple(fc.constantFrom('a', 'IMG', 'p', 'meta', 'base', 'link', 'x-island'), attributes, text)
    .map(([name, more, inner]) => `<${name}${more}>${inner}</${name}>`);
  const raw = fc
    .tuple(fc.constantFrom('script', 'style', 'textarea', 'title'), attributes, tag)
    .map(([name, more, inner]) => `<${name}${more}>${inner}</${name}>`);
  const comment = tag.map((inner) => `<!-- ${inner} -->`);
  const document = fc
    .array(fc.oneof(tag, raw, comment, text), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(document, (html) => {
      expect(scanned(html)).toEqual(parsed(html));
    }),
    { numRuns: 2_000 },
  );
});
