import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

test('the audit log has words for each action, and for nothing else', () => {
  const words = readFileSync(join(ROOT, 'admin/src/settings/audit/audit-words.ts'), 'utf8');
  const told = Array.from(words.matchAll(/^ {2}'([a-z.-]+)': msg`/gm), ([, action = '']) => action);
  expect(told.toSorted()).toEqual(auditedActions().toSorted());
});

/** What is written with one: what is asked of a permission has no part in it. */
function auditedActions(): string[] {
  const files = globSync('server/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const audited = texts.filter((text) => IS_AUDITING.test(text)).join('\n');
  return [...new Set(Array.from(audited.matchAll(ACTION), ([, one, other]) => one ?? other ?? ''))];
}

const IS_AUDITING = /appendAudit|audit: \{|audit(?:Bundle|Media|Webhook)\(|new PasskeySetBack\(/;

/** As they are given to the audit. */
const ACTION = /(?:action: |auditOf\()'([a-z-]+\.[a-z-]+)'|'([a-z]+\.[a-z-]+)': [a-z]/g;
