import { Option } from 'commander';
import type { Command } from 'commander';
import { SCHEDULE_STATES } from '../../model/api/schedule.ts';
import type { ZonedTime } from '../../model/zoned-time.ts';
import type { ScheduleState } from '../store/schedule-tables.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type ListOptions = { state?: ScheduleState; entry?: string; limit: number; json?: true };
type MoveOptions = { at: string; zone: string; second?: true; json?: true };
type MakeOptions = MoveOptions & { linksAnyway?: true };

/** What is published and withdrawn at a time, and what has become of it. */
export function registerSchedule(program: Command, cli: Cli): void {
  const schedule = program
    .command('schedule')
    .description('publish and withdraw at a time; show what is scheduled, move it, cancel it')
    .addHelpText('after', examples('stillpress schedule list', 'stillpress schedule show ID'));

  schedule
    .command('list')
    .description('the schedules in the order in which they are due, with what has become of them')
    .addOption(new Option('--state <state>', 'only those in this state').choices(SCHEDULE_STATES))
    .option('--entry <id>', 'only those that have to do with this entry')
    .option('--limit <number>', 'how many', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('stillpress schedule list', 'stillpress schedule list --state blocked --json'),
    )
    .action(async ({ entry, json, limit, state }: ListOptions) => {
      const { showSchedules } = await import('./schedule-commands.ts');
      await showSchedules(cli, { state, entryId: entry, limit, json: json === true });
    });

  schedule
    .command('show')
    .description('a schedule, with all that has happened to it')
    .argument('<id>', 'the id of the schedule')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress schedule show ID', 'stillpress schedule show ID --json'))
    .action(async (id: string, { json }: { json?: true }) => {
      const { showSchedule } = await import('./schedule-commands.ts');
      await showSchedule(cli, { id, json: json === true });
    });

  for (const action of ['publish', 'withdraw'] as const) registerMake(schedule, { cli, action });
  registerChanges(schedule, cli);
}

type Making = { cli: Cli; action: 'publish' | 'withdraw' };

function registerMake(schedule: Command, { action, cli }: Making): void {
  const what = action === 'publish' ? 'publish the drafts of entries, as they are now,' : 'withdraw entries';
  withTime(schedule.command(action))
    .description(`${what} at a time, as one publication`)
    .argument('<entries...>', 'the ids of the entries')
    .option('--links-anyway', 'also where it leaves links dead')
    .addHelpText(
      'after',
      examples(`stillpress schedule ${action} ENTRY --at 2026-10-25T09:30 --zone Europe/Berlin`),
    )
    .action(async (entryIds: string[], { json, linksAnyway, ...time }: MakeOptions) => {
      const { make } = await import('./schedule-commands.ts');
      const how = { json: json === true, linksAnyway: linksAnyway === true };
      await make(cli, { action, entryIds, at: timeOf(time), ...how });
    });
}

function withTime(command: Command): Command {
  return command
    .requiredOption('--at <time>', 'what the clocks show there, such as 2026-10-25T09:30')
    .requiredOption('--zone <zone>', 'the time zone, such as Europe/Berlin')
    .option('--second', 'the second, of a time that the clocks show twice')
    .option('--json', 'print JSON');
}

function timeOf({ at, second, zone }: Pick<MoveOptions, 'at' | 'second' | 'zone'>): ZonedTime {
  return { localTime: at, timeZone: zone, repeated: second && ('second' as const) };
}

function registerChanges(schedule: Command, cli: Cli): void {
  withTime(schedule.command('move'))
    .description('give a schedule another time, also one that could not be published at its own')
    .argument('<id>', 'the id of the schedule')
    .addHelpText('after', examples('stillpress schedule move ID --at 2026-10-25T09:30 --zone Europe/Berlin'))
    .action(async (id: string, { json, ...time }: MoveOptions) => {
      const { moveTo } = await import('./schedule-commands.ts');
      await moveTo(cli, { id, at: timeOf(time), json: json === true });
    });

  schedule
    .command('cancel')
    .description('a schedule does not fire; it stays in the list')
    .argument('<id>', 'the id of the schedule')
    .addHelpText('after', examples('stillpress schedule cancel ID'))
    .action(async (id: string) => {
      const { cancel } = await import('./schedule-commands.ts');
      await cancel(cli, { id });
    });
}
