import { countOf } from '../../count-of.ts';
import { AppError } from '../../errors.ts';
import type { FailedPage } from '../render/protocol.ts';
import { FAILURES_MAX } from './render-graph.ts';

/** What was released all the same, with the templates' own messages. */
export function keptAsTheyWere(kept: readonly FailedPage[]): AppError {
  return describe(
    kept,
    `${countOf(kept.length, 'page', 'pages')} could not be rendered, whichever publication is left out, and visitors see them as they were, or not at all where they may show what was taken down or their bytes were lost. Everything else is public. Mend the template.`,
  );
}

/** With the templates' own messages. */
export function renderFailed(failures: readonly FailedPage[]): AppError {
  return describe(
    failures,
    `${countPages(failures)} could not be rendered, so nothing was released and visitors see the site as it was. Mend the template, or what was published last.`,
  );
}

/** Before anything was committed. Its pages are listed beside the message, for a screen or a script to show once. */
export function proofFailed(failures: readonly FailedPage[]): AppError {
  return new AppError(
    'template-failed',
    `${countPages(failures)} could not be rendered, so nothing was published. Mend the template, or change the draft.`,
    {
      issues: failures.slice(0, FAILURES_MAX).map(({ error, path }) => ({ path, message: withPlace(error) })),
      extra: extraOf(failures),
    },
  );
}

function withPlace({ message, template }: FailedPage['error']): string {
  return template === null ? message : `${message} (${template})`;
}

function extraOf([first]: readonly FailedPage[]) {
  return { template: first?.error.template ?? null, stack: first?.error.stack ?? null };
}

function countPages(failures: readonly FailedPage[]): string {
  const many = failures.length >= FAILURES_MAX ? 'At least ' : '';
  return `${many}${countOf(failures.length, 'page', 'pages')}`;
}

function describe(failures: readonly FailedPage[], summary: string): AppError {
  const named = failures.slice(0, FAILURES_MAX);
  const lines = named.slice(0, LINES_MAX).map(({ error, path }) => {
    const template = error.template === null ? '' : ` (${error.template})`;
    return `${path}${template}: ${error.message}`;
  });
  return new AppError('template-failed', `${summary}\n${lines.join('\n')}`, {
    issues: named.map(({ error, path }) => ({ path, message: error.message })),
    extra: extraOf(failures),
  });
}

/** A terminal shows them at a glance. */
const LINES_MAX = 5;
