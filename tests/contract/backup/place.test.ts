import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBackupPlace } from '../../../server/backup/open-place.ts';
import { readParts, writeParts } from '../../../server/backup/parts.ts';
import type { BackupPlace } from '../../../server/backup/place.ts';
import { PLACES, type TestPlace } from './places.ts';

describe.each(PLACES)('backups on %s', (_, open) => {
  let opened: TestPlace;
  let place: BackupPlace;
  let scratch: string;
  beforeEach(async () => {
    opened = await open();
    place = openBackupPlace({
      ...opened,
      recipients: [],
      at: undefined,
      keep: { daily: 1, weekly: 0, monthly: 0 },
    });
    scratch = mkdtempSync(join(tmpdir(), 'stillpress-scratch-'));
  });
  afterEach(() => {
    place.close();
    opened.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function put(key: string, content: string): Promise<void> {
    const path = join(scratch, 'file');
    writeFileSync(path, content);
    await place.put(key, { path, size: content.length });
  }

  async function list(below: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { key, size } of place.list(below)) found.push(`${key} ${size}`);
    return found.toSorted();
  }

  test('are found by their names, and may be removed again', async () => {
    await put('backups/a/database.000', 'one');
    await put('backups/b/database.000', 'three');
    await put('media/ab/abcd', '');
    expect(await list('backups')).toEqual(['backups/a/database.000 3', 'backups/b/database.000 5']);
    expect(await list('backups/a')).toEqual(['backups/a/database.000 3']);
    expect(await list('media')).toEqual(['media/ab/abcd 0']);
    expect(await list('nothing')).toEqual([]);
    const bytes = await place.open('backups/b/database.000');
    expect(bytes && (await text(bytes))).toBe('three');
    await place.remove('backups/b/database.000');
    await place.remove('backups/b/database.000');
    expect(await place.open('backups/b/database.000')).toBeNull();
    expect(await list('')).toEqual(['backups/a/database.000 3', 'media/ab/abcd 0']);
  });

  test('are written in parts, and read as one', async () => {
    const words = Array.from({ length: 50 }, (__, index) => `word ${index}, `);
    const source = Readable.from(words.map((word) => Buffer.from(word)));
    const parts = await writeParts(source, { place, key: 'backups/a/database', scratch, partBytes: 100 });
    expect(parts.length).toBe(Math.ceil(words.join('').length / 100));
    expect(parts.slice(0, -1).every(({ bytes }) => bytes === 100)).toBe(true);
    expect(await text(readParts(place, parts))).toBe(words.join(''));
    await put(parts[1]?.key ?? '', 'x'.repeat(100));
    await expect(text(readParts(place, parts))).rejects.toMatchObject({ code: 'backup-damaged' });
    await place.remove(parts[1]?.key ?? '');
    await expect(text(readParts(place, parts))).rejects.toMatchObject({ code: 'backup-damaged' });
  });

  test('of nothing is one part of no bytes', async () => {
    const parts = await writeParts(Readable.from([]), { place, key: 'backups/a/media', scratch });
    expect(parts).toMatchObject([{ key: 'backups/a/media.000', bytes: 0 }]);
    expect(await text(readParts(place, parts))).toBe('');
  });
});
