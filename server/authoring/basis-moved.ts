import { AppError } from '../errors.ts';

type Moved = { from: number; to: number; what?: string; more?: Record<string, unknown> };

export function basisMoved({ from, more, to, what }: Moved): AppError {
  const moved =
    from === to
      ? 'the templates, the time or the pages are others'
      : `the site has come from publication ${from} to ${to}`;
  return new AppError(
    'basis-moved',
    `Since you looked at what this would change, ${what ?? moved}. Nothing was published: look again, and publish with the new basis.`,
    { extra: { basis: { seq: to }, ...more } },
  );
}
