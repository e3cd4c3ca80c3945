import { AppError } from '../../errors.ts';
import type { FailedPage } from '../render/protocol.ts';
import { FAILURES_MAX } from './render-graph.ts';

/** With the templates' own messages. */
export function renderFailed(failures: readonly FailedPage[]): AppError {
  return failed(
    failures,
    'so nothing was released and visitors see the site as it was. Mend the template, or what was published last.',
  );
}

/** Before anything was committed. */
export function proofFailed(failures: readonly FailedPage[]): AppError {
  return failed(failures, 'so nothing was published. Mend the template, or change the draft.');
}

function failed(failures: readonly FailedPage[], consequence: string): AppError {
  const lines = failures.map(({ error, path }) => {
    const template = error.template === null ? '' : ` (${error.template})`;
    return `${path}${template}: ${error.message}`;
  });
  const many = failures.length >= FAILURES_MAX ? 'At least ' : '';
  const pages = failures.length === 1 ? '1 page' : `${many}${failures.length} pages`;
  return new AppError(
    'template-failed',
    `${pages} could not be rendered, ${consequence}\n${lines.slice(0, 5).join('\n')}`,
    {
      issues: failures.map(({ error, path }) => ({ path, message: error.message })),
      extra: { template: failures[0]?.error.template ?? null, stack: failures[0]?.error.stack ?? null },
    },
  );
}
