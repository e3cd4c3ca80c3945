import { expect, it } from 'vitest';
import { detectType, MEDIA_TYPES, type MediaType } from './detect-type.ts';
import { mediaFileName, mismatchOf } from './file-name.ts';

const JPEG: MediaType = { kind: 'picture', contentType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };

it.each([
  ['photo.jpg', 'photo.jpg'],
  ['photo.JPEG', 'photo.jpeg'],
  ['photo.png', 'photo.jpg'],
  ['photo', 'photo.jpg'],
  ['../../etc/passwd', 'passwd.jpg'],
  [String.raw`C:\Users\me\photo.jpg`, 'photo.jpg'],
  ['/etc/passwd\0.jpg', 'passwd.jpg'],
  ['photo\u202Egpj.exe', 'photogpj.jpg'],
  ['line\r\nSet-Cookie: a=b.jpg', 'lineSet-Cookie a=b.jpg'],
  ['.htaccess', 'file.jpg'],
  ['...', 'file.jpg'],
  ['', 'file.jpg'],
  ['  spaces   inside .jpg', 'spaces inside.jpg'],
  ['Übersicht 2026 – 東京.jpg', 'Übersicht 2026 – 東京.jpg'],
  ['a"b<c>d|e?.jpg', 'abcde.jpg'],
  [`${'x'.repeat(300)}.jpg`, `${'x'.repeat(80)}.jpg`],
])('a file that is sent as %j is called %j', (given, kept) => {
  expect(mediaFileName(given, JPEG)).toBe(kept);
});

it('says what its name or its sender says else, and nothing where they agree', () => {
  expect(mismatchOf({ fileName: 'a.png', claimedType: null }, JPEG)).toContain('ends in ".png"');
  expect(mismatchOf({ fileName: 'a.jpg', claimedType: 'image/png' }, JPEG)).toContain('"image/png"');
  expect(mismatchOf({ fileName: 'a.jpg', claimedType: 'application/octet-stream' }, JPEG)).toBeNull();
  expect(mismatchOf({ fileName: 'A.JPEG', claimedType: 'image/jpg; q=1' }, JPEG)).toBeNull();
  expect(mismatchOf({ fileName: 'a', claimedType: null }, JPEG)).toBeNull();
});

it('has a type for each of the beginnings, and none for what only resembles one', () => {
  const heads: Record<string, string> = {
    'image/jpeg': '\xff\xd8\xff\xe0',
    'image/png': '\x89PNG\r\n\x1a\n',
    'image/gif': 'GIF89a',
    'image/webp': 'RIFF\0\0\0\0WEBP',
    'image/avif': '\0\0\0\x1cftypavif',
    'application/pdf': '%PDF-1.7',
    'audio/mpeg': '\xff\xfb\x90\x64',
    'audio/mp4': '\0\0\0\x1cftypM4A ',
    'audio/ogg': 'OggS',
    'audio/flac': 'fLaC',
    'audio/wav': 'RIFF\0\0\0\0WAVE',
    'video/mp4': '\0\0\0\x1cftypisom',
    'video/webm': '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm',
  };
  const found = Object.entries(heads).map(([type, head]) => [type, detectType(Buffer.from(head, 'latin1'))]);
  expect(found).toEqual(
    Object.keys(heads).map((type) => [type, MEDIA_TYPES.find(({ contentType }) => contentType === type)]),
  );
  expect(Object.keys(heads)).toHaveLength(MEDIA_TYPES.length);
  for (const head of [
    'GIF88a',
    'RIFF\0\0\0\0AVI ',
    '\0\0\0\x1cftypheic',
    '\xff\xff\xff\xff',
    '%PDF',
    '\x1aE\xdf\xa3matroska',
  ])
    expect(detectType(Buffer.from(head, 'latin1'))).toHaveProperty('refused');
});
