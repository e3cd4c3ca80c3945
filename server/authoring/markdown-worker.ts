import assert from 'node:assert/strict';
import { parentPort } from 'node:worker_threads';
import { documentFromMarkdown } from '../../model/rich-text/markdown/document-from-markdown.ts';
import type { MarkdownMessage } from './markdown-thread.ts';

/** A thread of its own: text that takes hours to read, or all memory, keeps nobody else waiting. */

assert(parentPort, 'markdown-worker.ts runs as a worker thread');
const port = parentPort;

port.on('message', (texts: readonly string[]) => {
  try {
    // Each by itself, so that whoever waits knows at which one it was ended.
    for (const text of texts) send({ kind: 'document', json: JSON.stringify(documentFromMarkdown(text)) });
    send({ kind: 'done' });
  } catch (error) {
    send({ kind: 'failed', error });
  }
});
send({ kind: 'ready' });

function send(message: MarkdownMessage): void {
  port.postMessage(message);
}
