import type { ZonedTime } from '../../model/zoned-time.ts';
import { cancelSchedule } from '../authoring/cancel-schedule.ts';
import { listSchedules, type ScheduleListRequest } from '../authoring/list-schedules.ts';
import { moveSchedule } from '../authoring/move-schedule.ts';
import { readEntry } from '../authoring/read-entry.ts';
import { readSchedule, type ScheduleDetails } from '../authoring/read-schedule.ts';
import { isLate } from '../authoring/schedule-lateness.ts';
import { schedulePublication } from '../authoring/schedule-publication.ts';
import type { ScheduleStep, StoredSchedule } from '../store/schedules.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { lookingAtLinks } from './look-at-links.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

type ListOrder = Pick<ScheduleListRequest, 'state' | 'entryId' | 'limit'> & { json: boolean };

export async function showSchedules(cli: Cli, { json, ...order }: ListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const { schedules } = await listSchedules(context, { ...call, ...order });
    if (json) return cli.print(JSON.stringify({ schedules }, null, 2));
    if (schedules.length === 0) return cli.print('There are no such schedules.');
    const head = ['schedule', 'state', 'due', 'local time', 'what', 'outcome'];
    const [headLine = '', ...lines] = table([head, ...schedules.map(scheduleRow)]).split('\n');
    const shown = schedules.flatMap((schedule, index) =>
      [lines[index] ?? ''].concat(listedReasons(schedule)),
    );
    cli.print([headLine, ...shown].join('\n'));
  });
}

export async function showSchedule(cli: Cli, { id, json }: { id: string; json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    print(cli, await readSchedule(context, { ...call, id }), json);
  });
}

type MakeOrder = {
  action: 'publish' | 'withdraw';
  entryIds: readonly string[];
  at: ZonedTime;
  linksAnyway: boolean;
  json: boolean;
};

export async function make(cli: Cli, { action, at, entryIds, json, linksAnyway }: MakeOrder): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const { call, context } = commandContext(installation.database);
    const entries = await Promise.all(
      entryIds.map(async (entryId) => await readEntry(context, { ...call, entryId })),
    );
    const items = entries.map(({ draft, id }) => {
      return { action, entryId: id, expectedVersionId: draft.versionId };
    });
    const order = { ...call, at, items, links: { anyway: linksAnyway } };
    const looking = { ...context, ...lookingAtLinks(installation) };
    print(cli, await schedulePublication(looking, order), json);
  });
}

type MoveOrder = { id: string; at: ZonedTime; json: boolean };

export async function moveTo(cli: Cli, { json, ...order }: MoveOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    print(cli, await moveSchedule(context, { ...call, ...order }), json);
  });
}

export async function cancel(cli: Cli, { id }: { id: string }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    await cancelSchedule(context, { ...call, id });
    cli.print(`The schedule ${id} is cancelled.`);
  });
}

function print(cli: Cli, schedule: ScheduleDetails, json: boolean): void {
  if (json) return cli.print(JSON.stringify(schedule, null, 2));
  const { brokenLinks, entries, id, ledger } = schedule;
  const [, state = '', due = '', local = '', , outcome = ''] = scheduleRow(schedule);
  const rows = [
    ['schedule', id],
    ['state', state],
    ['due', `${due} (${local})`],
    ...(outcome === '' ? [] : [['outcome', outcome]]),
    ...furtherReasons(schedule).map((line) => ['', line]),
    ...entries.map(({ action, entryId, versionId }) => [
      action,
      versionId === null ? entryId : `${entryId}, version ${versionId}`,
    ]),
    ...brokenLinks.map(({ anchor, from, isCut, path }) => [
      'dead link',
      `${path}${anchor === null ? '' : `#${anchor}`} on ${from.join(', ')}${isCut ? ' and more' : ''}`,
    ]),
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(12)}${value}`);
  cli.print([...lines, 'ledger', ...ledger.map(describeStep)].join('\n'));
}

/** Words that were erased with an entry leave the code. */
function describeStep({ at, code, dueAt, kind, latenessMs, reason }: ScheduleStep): string {
  const what = kind === 'moved' ? `moved to ${dueAt}` : kind;
  const late = latenessMs === null ? '' : `, ${latenessMs} ms after its time`;
  const why = reason ?? code;
  return `  ${at}  ${what}${late}${why === null ? '' : `: ${why.replaceAll('\n', '\n    ')}`}`;
}

/** What is named beside the first line: fields, of which there may be hundreds. */
const REASONS_SHOWN_MAX = 5;

/** Each field that is named stands in a line of its own. */
function furtherReasons({ latenessMs, reason }: StoredSchedule): string[] {
  return latenessMs === null ? (reason ?? '').split('\n').slice(1) : [];
}

function listedReasons(schedule: StoredSchedule): string[] {
  const further = furtherReasons(schedule);
  const more = further.length - REASONS_SHOWN_MAX;
  return [
    ...further.slice(0, REASONS_SHOWN_MAX).map((line) => `    ${line}`),
    ...(more > 0 ? [`    … and ${more} more: stillpress schedule show ${schedule.id}`] : []),
  ];
}

function scheduleRow(schedule: StoredSchedule): string[] {
  const { dueAt, entries, id, localTime, repeated, state, timeZone } = schedule;
  const which = repeated === null ? '' : `, the ${repeated} of two`;
  const count = (action: string): number => entries.filter((entry) => entry.action === action).length;
  const what = ['publish', 'withdraw'].flatMap((action) =>
    count(action) > 0 ? [`${action} ${count(action)}`] : [],
  );
  return [id, state, dueAt, `${localTime} ${timeZone}${which}`, what.join(', '), outcomeOf(schedule)];
}

function outcomeOf(schedule: StoredSchedule): string {
  const { code, latenessMs, publicationSeq: seq, reason } = schedule;
  const late = isLate(schedule, new Date()) ? ', late' : '';
  if (latenessMs !== null)
    return `${seq === null ? 'all was public already' : `publication ${seq}`}, ${latenessMs} ms after its time${late}`;
  const why = (reason ?? code ?? '').split('\n', 1)[0] ?? '';
  return `${why}${why === '' ? late.replace(', ', '') : late}`;
}
