import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { documentFromMarkdown } from '../../model/rich-text/markdown/document-from-markdown.ts';
import { AppError } from '../errors.ts';
import { createMarkdownReader, type MarkdownReader, type ReaderLimits } from './markdown-reader.ts';

/** It would take hours. */
const HOSTILE = '> '.repeat(100_000);
const ROOMY = { deadlineMs: 60_000, memoryMb: 256, waitingPerSender: 10, waiting: 20 };
const HURRIED = { ...ROOMY, deadlineMs: 500 };

function open(limits: ReaderLimits): MarkdownReader {
  const reader = createMarkdownReader(limits);
  onTestFinished(() => reader.stop());
  return reader;
}

const text = (markdown: string, place = 'body') => [{ place, markdown }];
const codeOf = (error: unknown): unknown => (error instanceof AppError ? error.code : error);
const refusal = (reading: Promise<unknown>) =>
  reading.then(
    () => 'it was read',
    (error: unknown) => codeOf(error),
  );

it('reads texts in their order, as the parser does', async () => {
  const texts = ['# One', '', 'Two *words*\n\n- and\n- a list', '::image{media="x"}'];
  const read = await open(ROOMY).read(
    texts.map((markdown, index) => ({ place: `parts[${index}]`, markdown })),
    'ana',
  );
  expect(read).toEqual(texts.map(documentFromMarkdown));
  expect(await open(ROOMY).read([], 'ana')).toEqual([]);
});

it('gives up what takes too long, names the text that it had come to, and goes on with the next one', async () => {
  const reader = open(HURRIED);
  const texts = [
    ...text('Good.', 'body'),
    ...text(HOSTILE, 'parts[0].text'),
    ...text('Good.', 'parts[1].text'),
  ];
  const why = expect.stringContaining('takes too long to read') as string;
  await expect(reader.read(texts, 'ana')).rejects.toMatchObject({
    code: 'invalid-input',
    details: { issues: [{ path: 'parts[0].text', message: why }] },
  });
  expect(await reader.read(text('Good.'), 'ana')).toEqual([documentFromMarkdown('Good.')]);
});

it('gives up what takes too much memory, and goes on with the next one', async () => {
  const reader = open({ ...ROOMY, memoryMb: 32 });
  const why = expect.stringContaining('takes too much memory to read') as string;
  await expect(reader.read(text('*a* `b` [c](d)\n'.repeat(100_000)), 'ana')).rejects.toMatchObject({
    code: 'invalid-input',
    details: { issues: [{ path: 'body', message: why }] },
  });
  expect(await reader.read(text('Good.'), 'ana')).toEqual([documentFromMarkdown('Good.')]);
});

it('keeps nothing else of the process waiting', async () => {
  const reader = open(HURRIED);
  const order: string[] = [];
  const reading = refusal(reader.read(text(HOSTILE), 'ana')).then(() => order.push('given up'));
  await delay(0);
  order.push('something else');
  await reading;
  expect(order).toEqual(['something else', 'given up']);
});

it('lets the senders take turns, whoever has sent more', async () => {
  const reader = open(HURRIED);
  const order: string[] = [];
  const read = (markdown: string, sentBy: string, name: string) =>
    refusal(reader.read(text(markdown), sentBy)).then(() => order.push(name));
  await Promise.all([
    read(HOSTILE, 'mallory', 'first'),
    read(HOSTILE, 'mallory', 'second'),
    read(HOSTILE, 'mallory', 'third'),
    read('Good.', 'ana', 'of ana'),
    read('Good.', 'berta', 'of berta'),
  ]);
  expect(order).toEqual(['first', 'of ana', 'second', 'of berta', 'third']);
});

it('takes no more than has room: of one sender, and of all', async () => {
  const reader = createMarkdownReader({ ...ROOMY, waitingPerSender: 2, waiting: 4 });
  const send = (sentBy: string | null) => refusal(reader.read(text(HOSTILE), sentBy));
  const [running, ...waiting] = [send('ana'), send('ana'), send('ana')];
  expect(await send('ana')).toBe('too-much-markdown');
  waiting.push(send('berta'), send(null));
  expect(await send('cem')).toBe('markdown-busy');
  expect(await send('ana')).toBe('too-much-markdown');
  await reader.stop();
  expect(await Promise.all([running, ...waiting])).toEqual(Array(5).fill('markdown-busy'));
});

it('begins anew after it was stopped, and may be stopped twice', async () => {
  const reader = open(ROOMY);
  const reading = refusal(reader.read(text(HOSTILE), 'ana'));
  await Promise.all([reader.stop(), reader.stop()]);
  expect(await reading).toBe('markdown-busy');
  expect(await reader.read(text('Good.'), 'ana')).toEqual([documentFromMarkdown('Good.')]);
});

it('keeps no process running that waits for nothing, and none from waiting', async () => {
  const program = `
    const { readMarkdown } = await import(${JSON.stringify(new URL('read-markdown.ts', import.meta.url).href)});
    const [document] = await readMarkdown([{ place: 'body', markdown: 'Good.' }], { sentBy: null });
    console.log(document.content[0].content[0].text);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 60_000,
  });
  expect(stdout).toBe('Good.\n');
});
