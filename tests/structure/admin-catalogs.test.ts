import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import lingui from '../../admin/lingui.config.ts';
import { ROOT } from '../runner/run-program.ts';

const CATALOGS = (lingui.catalogs ?? []).flatMap(({ path }) =>
  lingui.locales.map((locale) => path.replace('<rootDir>/', '').replace('{locale}', locale)),
);
/** As the message extractor writes it, one line each. */
const MESSAGE = /^msgid "(.+)"\nmsgstr "(.*)"$/gm;

describe('the catalogs of the authoring UI', () => {
  let folder: string;

  beforeAll(async () => {
    // Within the project, where its configuration finds the packages.
    folder = mkdtempSync(join(ROOT, 'node_modules', '.catalogs-'));
    for (const part of ['src', 'lingui.config.ts']) {
      cpSync(join(ROOT, 'admin', part), join(folder, part), { recursive: true });
    }
    const program = join(ROOT, 'node_modules/@lingui/cli/dist/lingui.js');
    const config = join(folder, 'lingui.config.ts');
    await promisify(execFile)(process.execPath, [program, 'extract', '--clean', '--config', config], {
      cwd: folder,
    });
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(CATALOGS)('has the messages of the code in %s, each with its words', (path) => {
    const file = `${path}.po`;
    const kept = messagesIn(join(ROOT, 'admin', file));
    const found = messagesIn(join(folder, file));
    expect(found.size).toBeGreaterThan(50);
    // `npx lingui extract --clean --config admin/lingui.config.ts` brings them up to date.
    expect([...kept.keys()].toSorted()).toEqual([...found.keys()].toSorted());
    expect([...kept].filter(([, words]) => words === '').map(([message]) => message)).toEqual([]);
  });
});

function messagesIn(file: string): Map<string, string> {
  const text = readFileSync(file, 'utf8');
  return new Map(Array.from(text.matchAll(MESSAGE), ([, id = '', words = '']) => [id, words]));
}
