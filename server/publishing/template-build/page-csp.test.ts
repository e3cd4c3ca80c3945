import { expect, test } from 'vitest';
import { createPageCsp } from './page-csp.ts';

const mark = 'data-inline-0';
const HASH = "'sha256-BY23S/0okv57JHrZu2Xv+Ypf08QZSH39c+7NbDmDC4I='";
const none = { resources: [], hashes: [], strictDynamic: false } as const;
const finish = createPageCsp({
  csp: {
    algorithm: 'SHA-256',
    cspDestination: 'meta',
    directives: [],
    scriptDirective: { ...none },
    styleDirective: { ...none },
  } as unknown as Parameters<typeof createPageCsp>[0]['csp'],
  configured: [],
  mark,
});

function pageWith(policy: string, body: string): string {
  return `<meta http-equiv="content-security-policy" content="${policy}">${body}`;
}

function policyOf(html: string): string {
  return /content="([^"]*)"/.exec(html)?.[1] ?? '';
}

const MARKED = `<script ${mark}>ran()</script>`;

test.each([
  ["script-src 'self' ;style-src 'self' ;", `script-src 'self' ${HASH};style-src 'self' ;`],
  [
    "script-src 'self' ; script-src-elem 'self' ; style-src 'self' ;",
    `script-src 'self' ; script-src-elem 'self' ${HASH}; style-src 'self' ;`,
  ],
  [`script-src 'self' ${HASH};`, `script-src 'self' ${HASH};`],
  ["script-src 'unsafe-inline';", "script-src 'unsafe-inline';"],
])('a script of a template turns the policy %j into %j', (policy, expected) => {
  const html = finish(pageWith(policy, MARKED));
  expect(policyOf(html)).toBe(expected);
  expect(html).not.toContain(mark);
});

test.each([
  '<script>ran()</script>',
  `<script ${mark} type="application/json">ran()</script>`,
  `<script ${mark} src="/a.js"></script>`,
])('%j leaves it as it is', (element) => {
  const policy = "script-src 'self' ;";
  expect(policyOf(finish(pageWith(policy, element)))).toBe(policy);
});
