import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient as generateClient } from '@hey-api/openapi-ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESSES, ANSWERED_AS_IS } from '../../../model/api/addresses.ts';
import { createApiClient } from '../../../model/api/client.ts';
import { copyStartedSite, FIRST_START_MS, type StartedSite } from '../../support/started-site.ts';
import { startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const OWNER = { email: 'owner@example.org', password: 'a sentence is long enough' };
const run = promisify(execFile);

/** Each makes another mistake in the session of the document: the compiler has to see it, there and nowhere else. */
const MISTAKES: Record<string, [right: string, wrong: string]> = {
  'a-field-of-a-body': ["{ collection: 'posts', content }", "{ colection: 'posts', content }"],
  'a-field-too-many': ['body: { email, password }', 'body: { email, password, remember: true }'],
  'a-value': ['body: { email, password }', 'body: { email, password: 5 }'],
  'a-parameter': ['path: { id: entry.id, versionId:', 'path: { id: entry.id, version:'],
  'a-missing-header': ['  headers: seen(restored.draft.versionId),\n', ''],
  'a-field-of-an-answer': ['seen(saved.data.draft.versionId)', 'seen(saved.data.draft.version)'],
};

/** Of what has no schema of its own in the document, or a wider one, by purpose. */
const NOT_COMPARED = new Set([
  'readContentModel',
  'readOpenApiDocument',
  // Forms and pieces of files.
  'uploadMedia',
  'replaceMediaFile',
  'appendUpload',
]);

const folder = mkdtempSync(join(tmpdir(), 'stillpress-generated-'));
let site: StartedSite;
let origin: string;
let server: RunningCommand;
beforeAll(async () => {
  site = await copyStartedSite();
  origin = `http://localhost:${site.port}`;
  server = startCommand(['start'], { DATA_DIR: site.dataDir, PORT: String(site.port) });
  await server.untilPrinted('Ctrl-C stops it.');
  await generate();
  const [, token = ''] = /token=([\w-]+)/.exec(server.stdout()) ?? [];
  await createApiClient({ baseUrl: origin }).acceptOwnerLink({ body: { ...OWNER, token, name: 'Olga' } });
}, FIRST_START_MS);
afterAll(async () => {
  server.signal('SIGKILL');
  await server.ended;
  site.remove();
  rmSync(folder, { recursive: true });
});

describe('a client that a public generator makes of the OpenAPI document', () => {
  it('signs in, writes, publishes, restores and withdraws, as docs/api.md has it', async () => {
    writeFileSync(join(folder, 'session.ts'), documentedSession());
    const args = [join(folder, 'session.ts'), origin, OWNER.email, OWNER.password];
    const { stdout } = await run(process.execPath, args, { timeout: 60_000 });
    const [published, history, withdrawn] = stdout.trim().split('\n');
    expect([published, history]).toEqual(['200 A longer walk', '2 A longer walk']);
    expect(withdrawn).toMatch(/^404 /);
  }, 90_000);

  it('makes of a wrong field an error of types, and agrees with the typed client in what each operation takes and answers', async () => {
    const session = documentedSession();
    writeFileSync(join(folder, 'session.ts'), session);
    for (const [name, [right, wrong]] of Object.entries(MISTAKES)) {
      expect([name, session.split(right).length]).toEqual([name, 2]);
      writeFileSync(join(folder, `${name}.ts`), session.replace(right, wrong));
    }
    writeFileSync(join(folder, 'same-types.ts'), sameTypes());
    const errors = await compile();
    const elsewhere = errors.filter((line) => !Object.hasOwn(MISTAKES, line.split('.ts(')[0] ?? ''));
    expect(elsewhere).toEqual([]);
    for (const name of Object.keys(MISTAKES)) expect(errors.join('\n')).toContain(`${name}.ts(`);
  }, 180_000);
});

async function generate(): Promise<void> {
  const { body } = await createApiClient({ baseUrl: origin }).readOpenApiDocument();
  const input = join(folder, 'openapi.json');
  writeFileSync(input, JSON.stringify(body));
  await generateClient({
    input,
    output: { path: join(folder, 'stillpress'), module: { extension: '.ts' } },
    plugins: ['@hey-api/typescript', '@hey-api/client-fetch', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
}

function documentedSession(): string {
  const document = readFileSync(join(REPOSITORY, 'docs/api.md'), 'utf8');
  const [, section = ''] = document.split('## With a generated client');
  return /^```ts\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
}

/** A program that compiles where the generated types and ours are assignable to each other. */
function sameTypes(): string {
  const names = Object.keys(ADDRESSES).filter((name) => !NOT_COMPARED.has(name) && !ANSWERED_AS_IS.has(name));
  const checks = names.map((name) => {
    const generated = `api.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return `export const ${name}: Compared<Operations['${name}'], ${generated}Data, ${generated}Responses> = 'the same';`;
  });
  return `import type { Operations } from '${REPOSITORY}/model/api/operations.ts';
import type * as api from './stillpress/types.gen.ts';

type Compared<Ours extends { answer: unknown }, Data extends { query?: unknown; body?: unknown }, Responses> =
  Same<keyof NonNullable<Part<Ours, 'query'>>, keyof NonNullable<Data['query']>> extends false ? 'another query' :
  Same<Part<Ours, 'body'>, Exclude<Data['body'], undefined>> extends false ? 'another body' :
  Same<Ours['answer'], Answer<Responses[keyof Responses]>> extends false ? 'another answer' : 'the same';
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Part<Whole, Name> = Name extends keyof Whole ? Whole[Name] : never;
type Answer<Body> = Body extends void ? undefined : Body;

${checks.join('\n')}
`;
}

/** What the compiler says, a line each. */
async function compile(): Promise<string[]> {
  const compilerOptions = {
    strict: true,
    target: 'es2024',
    lib: ['es2024', 'dom'],
    module: 'nodenext',
    types: ['node'],
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const args = [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'];
  try {
    await run(process.execPath, args, { cwd: folder });
    return [];
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    return stdout.split('\n').filter((line) => line.includes('error TS'));
  }
}
