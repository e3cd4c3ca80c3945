import { describe, expect, it } from 'vitest';
import { markLines } from './mark-lines.ts';

const written = (lines: readonly string[]): string[] =>
  markLines(lines, 'en').map(({ kind, runs }) =>
    [kind, ...runs.map((run) => (run.kind === kind && kind !== 'same' ? `[${run.text}]` : run.text))].join(
      '|',
    ),
  );

describe('the lines of a plan', () => {
  it('mark the words that have become other ones, each line beside what came in its place', () => {
    expect(
      written([
        ' Before',
        '-The old ways to the lake',
        '-Second line of all this',
        '+The new ways to the lake',
        '+Third line of all this',
      ]),
    ).toEqual([
      'same|Before',
      'removed|The |[old]| ways to the lake',
      'removed|[Second]| line of all this',
      'added|The |[new]| ways to the lake',
      'added|[Third]| line of all this',
    ]);
  });

  it('are whole where nothing came in their place, or something quite different did', () => {
    expect(written(['-Gone for good', ' Between', '+Quite new'])).toEqual([
      'removed|[Gone for good]',
      'same|Between',
      'added|[Quite new]',
    ]);
    expect(written(['-Every word is another', '+Nothing here resembles that'])).toEqual([
      'removed|[Every word is another]',
      'added|[Nothing here resembles that]',
    ]);
  });
});
