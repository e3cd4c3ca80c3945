import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { ContentModelError } from '../../model/check-content-model.ts';
import { ContentStepsError } from '../../model/content-steps.ts';
import { AppError } from '../errors.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { EXIT, exitCodeFor } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { SUBCOMMANDS } from './subcommands.ts';

/** Runs one command line and says how it went. */
export async function runCli(args: readonly string[], cli: Cli): Promise<ExitCode> {
  try {
    await createProgram(cli).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (thrown) {
    const isOfSite = thrown instanceof ContentModelError || thrown instanceof ContentStepsError;
    const error = isOfSite ? wrongModel(thrown) : thrown;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    cli.note(explain(error, cli));
    return error instanceof AppError ? exitCodeFor(error.code) : EXIT.fault;
  }
}

export function createProgram(cli: Cli): Command {
  const program = new Command('stillpress')
    .description('A static-site generator with a publishing backend.')
    .version(packageJson.version, '--version', 'print the version')
    // Behind the name of a subcommand, --version is one of an entry.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.print(text.trimEnd()),
      writeErr: (text) => cli.note(text.trimEnd()),
    })
    .showHelpAfterError('Add --help to see what is possible.')
    .addHelpText(
      'after',
      examples(
        'stillpress start',
        'DATABASE_URL=postgres://… stillpress migrate up',
        'stillpress status --json',
      ),
    )
    .addHelpText('after', '\nEvery variable: docs/configuration.md. Every exit code: docs/cli.md.');
  for (const register of SUBCOMMANDS) register(program, cli);
  return program;
}

/** Every command reads the model, so that no other part has said it. */
function wrongModel(error: ContentModelError | ContentStepsError): AppError {
  const file = error instanceof ContentModelError ? 'content-model.ts' : 'content-migrations.ts';
  const message = `site/${file}: ${error.message}\nMend it, and try again.`;
  return new AppError('template-build-failed', message, { cause: error });
}

function explain(error: unknown, { env }: Cli): string {
  const debugging = env['LOG_LEVEL'] === 'debug' || env['LOG_LEVEL'] === 'trace';
  const stack = error instanceof Error && debugging ? `\n\n${error.stack}${causeOf(error)}` : '';
  if (error instanceof AppError)
    return `stillpress: ${error.message}${issuesOf(error)}${reasonOf(error)}\n  code: ${error.code}${stack}`;
  const message = error instanceof Error ? error.message : String(error);
  const hint = debugging ? '' : '\n  LOG_LEVEL=debug shows where.';
  return `stillpress: This is a fault in the program: ${message}\n  code: internal-error${hint}${stack}`;
}

/** What is wrong with each part of what was asked for. */
function issuesOf({ details }: AppError): string {
  return (details.issues ?? [])
    .map(({ message, path }) => `\n  ${path === '' ? '' : `${path}: `}${message}`)
    .join('');
}

/** What the driver said: not for strangers, but for whoever runs this command. */
function reasonOf({ cause, code }: AppError): string {
  return code === 'database-unavailable' && cause instanceof Error && cause.message !== ''
    ? `\n  reason: ${cause.message}`
    : '';
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `\ncaused by ${cause.stack}` : '';
}
