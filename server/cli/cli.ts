import type { Environment } from '../config.ts';

/** What a subcommand may touch of the world outside. */
export type Cli = {
  env: Environment;
  /** A person is watching: colours and progress are welcome. */
  isTerminal: boolean;
  /** The result of the command, for people or, in JSON, for programs: stdout. */
  print(text: string): void;
  /** What goes on meanwhile: stderr. */
  note(text: string): void;
  /** Takes the place of the last line that was drawn this way; there where stderr is a terminal alone. */
  redraw?(line: string): void;
};

/** Examples at the end of a subcommand's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
