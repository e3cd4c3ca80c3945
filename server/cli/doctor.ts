import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** What an operator would look at one after the other, with what to do about each. */
export function registerDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('look at everything that can be wrong with an installation, and say what to do')
    .option('--json', 'print JSON')
    .option('--strict', 'count a warning as a failure')
    .addHelpText(
      'after',
      examples('stillpress doctor', 'stillpress doctor --strict', 'stillpress doctor --json'),
    )
    .action(async ({ json, strict }: { json?: true; strict?: true }) => {
      const { examineInstallation } = await import('./examine-installation.ts');
      await examineInstallation(cli, { json: json === true, strict: strict === true });
    });
}
