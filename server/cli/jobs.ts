import { Option } from 'commander';
import type { Command } from 'commander';
import { JOB_STATES } from '../store/job-records.ts';
import type { JobTable } from '../store/job-table.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** What is done in the background, and what of it did not succeed. */
export function registerJobs(program: Command, cli: Cli): void {
  const jobs = program
    .command('jobs')
    .description('show what is done in the background, try it again, drop it')
    .addHelpText('after', examples('stillpress jobs list --state dead', 'stillpress jobs retry ID'));
  registerList(jobs, cli);

  jobs
    .command('show')
    .description('one job, with what was asked for')
    .argument('<id>', 'the id of the job')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress jobs show ID', 'stillpress jobs show ID --json'))
    .action(async (id: string, { json }: { json?: true }) => {
      const { showJob } = await import('./job-commands.ts');
      await showJob(cli, { id, json: json === true });
    });

  jobs
    .command('retry')
    .description('try dead jobs again from the first attempt, or waiting ones now')
    .argument('<ids...>', 'the ids of the jobs')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress jobs retry ID', 'stillpress jobs retry ID ID --json'))
    .action(async (ids: string[], { json }: { json?: true }) => {
      const { retryJobs } = await import('./job-commands.ts');
      await retryJobs(cli, { ids, json: json === true });
    });

  jobs
    .command('drop')
    .description('remove jobs: what they were asked for is never done')
    .argument('<ids...>', 'the ids of the jobs')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress jobs drop ID', 'stillpress jobs drop ID ID --json'))
    .action(async (ids: string[], { json }: { json?: true }) => {
      const { dropJobs } = await import('./job-commands.ts');
      await dropJobs(cli, { ids, json: json === true });
    });
}

type ListOptions = { state?: JobTable['state']; kind?: string; limit: number; json?: true };

function registerList(jobs: Command, cli: Cli): void {
  jobs
    .command('list')
    .description('the newest jobs')
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(JOB_STATES))
    .option('--kind <kind>', 'only jobs of this kind')
    .option('--limit <number>', 'how many', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress jobs list', 'stillpress jobs list --state dead --json'))
    .action(async ({ json, ...filter }: ListOptions) => {
      const { showJobs } = await import('./job-commands.ts');
      await showJobs(cli, { ...filter, json: json === true });
    });
}
