import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { createMarkdownReader, type MarkdownText } from './markdown-reader.ts';

/**
 * A book of 100,000 words takes a second or two, and half of the memory. Text that nests without an end takes hours: how long the parser needs grows
 * with the square of what is open at once.
 */
const LIMITS = {
  deadlineMs: 5_000,
  memoryMb: 512,
  /** A program that brings over a site sends some at once; more of them would be read no sooner. */
  waitingPerSender: 20,
  /** Each as large as a body may be, they take 200 MiB. */
  waiting: 100,
};

/** For all of a process, which has no more than one thread to spare. */
const reader = createMarkdownReader(LIMITS);

/** As `documentFromMarkdown`, for all texts of one content. */
export async function readMarkdown(
  texts: readonly MarkdownText[],
  { sentBy }: { sentBy: string | null },
): Promise<RichTextDocument[]> {
  return await reader.read(texts, sentBy);
}

/** When the process is about to end. */
export async function stopReadingMarkdown(): Promise<void> {
  await reader.stop();
}
