import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild, type Child } from '../../support/child-process.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { brokenRecordings } from './broken-recordings.ts';
import { hostileFiles, MARKER, type HostileFile } from './hostile-files.ts';
import { lyingFiles } from './lying-files.ts';

const LIMITS = { bytes: 20_000_000, pixels: 20_000_000 };
/** What one picture of the largest size takes may be in use, and some of what the last one has left; a bomb of these takes many times that. */
const MEMORY_MAX_MB = 450;

/** Says that nothing has come of it, and what to do. */
const CLEAR =
  /(?:Nothing was stored|not opened|has \d+ × \d+ pixels).* (?:[Ss]end|Taken are|save|open|Export)/s;

let folder: string;
let child: Child;
let files: HostileFile[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stillpress-hostile-'));
  files = [...(await hostileFiles()), ...(await lyingFiles()), ...brokenRecordings()];
  child = startChild(join(import.meta.dirname, 'prepare-child.ts'), [JSON.stringify({ folder, ...LIMITS })]);
}, 120_000);
afterAll(async () => {
  child.process.kill('SIGKILL');
  await child.ended;
  rmSync(folder, { recursive: true });
});

async function takeIn({ bytes, name }: Pick<HostileFile, 'bytes' | 'name'>) {
  writeFileSync(join(folder, name), bytes);
  child.send(name);
  return JSON.parse((await child.nextLine()) ?? 'null') as { code: string; message: string };
}

it('files that were made to do harm end in a clear error or harmless, in bounded memory, and what is good is taken after them', async () => {
  expect(files.length).toBeGreaterThan(150);
  const wrong: string[] = [];
  for (const file of files) {
    const { code, message } = await takeIn(file);
    const isClear = code === 'taken' || CLEAR.test(message);
    if (!file.ends.includes(code) || !isClear) wrong.push(`${file.name}: ${code} ${message}`);
  }
  expect(wrong).toEqual([]);
  expect(await takeIn({ name: 'good.png', bytes: await pictureBytes({ format: 'png' }) })).toMatchObject({
    code: 'taken',
  });
  child.send('');
  const peakMb = Number(await child.nextLine());
  expect(peakMb).toBeGreaterThan(10);
  expect(peakMb).toBeLessThan(MEMORY_MAX_MB);
  for (const bytes of keptBytes()) {
    expect(bytes.includes(MARKER)).toBe(false);
    expect(bytes.includes(Buffer.from('PK\x05\x06', 'latin1'))).toBe(false);
  }
}, 300_000);

function keptBytes(): Buffer[] {
  const place = join(folder, 'media/files');
  const names = readdirSync(place).flatMap((shard) =>
    readdirSync(join(place, shard)).map((name) => join(shard, name)),
  );
  return names.map((name) => readFileSync(join(place, name)));
}
