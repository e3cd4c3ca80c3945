import type { Command } from 'commander';
import type { Role } from '../open-publishing.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type RoleCommand = {
  role: Role;
  description: string;
  /** What it refuses, and what it answers. */
  help: string;
  examples: readonly string[];
};

/** A role in production: one process, or a group of them. */
export function registerRole(program: Command, cli: Cli, command: RoleCommand): void {
  const { description, examples: lines, help, role } = command;
  program
    .command(role)
    .description(description)
    .addHelpText('after', `\n${help}\n${examples(...lines)}`)
    .option(
      '--workers <n>',
      'run so many of them here, and start another one where one ends',
      parseWholeNumber,
    )
    .action(async ({ workers }: { workers?: number }) => {
      if (workers === undefined) {
        const { runProductionRole } = await import('./run-role.ts');
        return await runProductionRole(cli, role);
      }
      const { supervise } = await import('./supervise.ts');
      await supervise(cli, { count: workers, role });
    });
}
