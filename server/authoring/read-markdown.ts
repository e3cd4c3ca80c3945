import { createContext, Script } from 'node:vm';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { documentFromMarkdown } from '../../model/rich-text/markdown/document-from-markdown.ts';
import { AppError } from '../errors.ts';

/**
 * A book of 100,000 words takes a second or two. Text that nests without an end takes hours, and nobody else would be answered meanwhile: how long
 * the parser needs grows with the square of what is open at once.
 */
const DEADLINE_MS = 5_000;

/** Nothing runs in here but what is put in as `work`: it is the one way to stop what does not give way by itself. */
const context = createContext({ work: (): unknown => undefined });
const script = new Script('work()');

/** As `documentFromMarkdown`; text that takes too long is refused by the field that it came in. */
export function readMarkdown(markdown: string, { place }: { place: string }): RichTextDocument {
  let document: RichTextDocument | null = null;
  context['work'] = () => {
    document = documentFromMarkdown(markdown);
  };
  try {
    script.runInContext(context, { timeout: DEADLINE_MS });
  } catch (error) {
    throw isTimeout(error) ? tooIntricate(place, error) : error;
  } finally {
    // The text is not kept until the next one comes.
    context['work'] = undefined;
  }
  if (document === null) throw new TypeError('the script has called what reads the text');
  return document;
}

/** It is an error of the context, and no instance of our `Error`. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

function tooIntricate(place: string, cause: unknown): AppError {
  return new AppError('invalid-input', 'Nothing was saved. Mend what is named and send it again.', {
    issues: [
      {
        path: place,
        message:
          'The Markdown takes too long to read: it opens too many quotes, lists or brackets inside one another. Make it flatter, or send it in several entries.',
      },
    ],
    cause,
  });
}
