import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { registerRole } from './role-command.ts';

/** The web role in production: any number of these may run. */
export function registerWeb(program: Command, cli: Cli): void {
  registerRole(program, cli, {
    role: 'web',
    description: 'answer HTTP: API, previews, the authoring interface, the live tree',
    help: "Refuses a database whose schema is not this program's: run `stillpress migrate up` first.",
    examples: ['stillpress web', 'stillpress web --workers 4', 'PORT=8080 LOG_LEVEL=debug stillpress web'],
  });
}
