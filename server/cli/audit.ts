import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type ListOptions = {
  actor?: string;
  action?: string;
  subject?: string;
  from?: string;
  before?: string;
  limit: number;
  json?: true;
};

/** Who changed what, and whether the record of it is whole. */
export function registerAudit(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .description('show who changed what; prove that the record is whole')
    .addHelpText('after', examples('stillpress audit list --action entry', 'stillpress audit verify'));

  audit
    .command('list')
    .description('the newest changes')
    .option('--actor <id>', 'only those of this user')
    .option('--action <name>', 'only these: entry.publish, or entry for all of the group')
    .option('--subject <name>', 'only those of this, such as entry:ID')
    .option('--from <time>', 'only those from this moment on', parseTime)
    .option('--before <time>', 'only those before this moment', parseTime)
    .option('--limit <number>', 'how many', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('stillpress audit list', 'stillpress audit list --action user --from 2026-03-01 --json'),
    )
    .action(async ({ actor: actorId, json, ...search }: ListOptions) => {
      const { showAudit } = await import('./audit-commands.ts');
      await showAudit(cli, { ...search, actorId, json: json === true });
    });

  audit
    .command('verify')
    .description('recompute the chain of hashes; exit code 1 names the first row that does not fit')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress audit verify', 'stillpress audit verify --json'))
    .action(async ({ json }: { json?: true }) => {
      const { verifyAuditLog } = await import('./audit-commands.ts');
      await verifyAuditLog(cli, { json: json === true });
    });
}

function parseTime(value: string): string {
  const time = new Date(value);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('It has to be a time, such as 2026-03-01 or 2026-03-01T08:00:00Z.');
  return time.toISOString();
}
