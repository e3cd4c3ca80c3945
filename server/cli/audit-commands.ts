import { searchAudit } from '../authoring/search-audit.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { verifyAudit } from '../store/audit-chain.ts';
import type { AuditVerdict } from '../store/audit-chain.ts';
import type { AuditSearch, FoundAudit } from '../store/audit.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

type ListOrder = Omit<AuditSearch, 'after'> & { json: boolean };

export async function showAudit(cli: Cli, { json, ...search }: ListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { context, call } = commandContext(database);
    const { records } = await searchAudit(context, { ...call, ...search });
    if (json) return cli.print(JSON.stringify({ records }, null, 2));
    if (records.length === 0) return cli.print('Nothing like that is on record.');
    cli.print(table([['when', 'who', 'action', 'subject', 'details'], ...records.map(listRow)]));
  });
}

function listRow(record: FoundAudit): string[] {
  const { action, actorId, actorName, at, details, isErased, subject, token } = record;
  const by = token === null ? '' : ` (token "${token.name}")`;
  const who = `${actorName ?? actorId ?? 'the installation'}${by}`;
  return [at, who, action, subject, isErased ? 'erased' : JSON.stringify(details)];
}

export async function verifyAuditLog(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const now = new Date().toISOString();
    const verdict = await database.read((tx) => verifyAudit(tx, { now }));
    if (json) cli.print(JSON.stringify(verdict, null, 2));
    if (!verdict.isIntact) throw broken(verdict);
    if (!json) cli.print(describe(verdict));
  });
}

function describe({ erased, rows, unsealed }: AuditVerdict & { isIntact: true }): string {
  const notes = [
    unsealed > 0 && `${countOf(unsealed, 'is', 'are')} so new that a server or a worker has yet to seal it.`,
    erased > 0 && `The details of ${erased} were erased.`,
  ];
  const text = `The audit log is whole: ${countOf(rows, 'row', 'rows')}.`;
  return [text, ...notes.filter((note) => note !== false)].join(' ');
}

function broken({ id, problem, seq }: AuditVerdict & { isIntact: false }): AppError {
  const row = [id === null ? 'the row' : `the row ${id}`, seq === null ? null : `number ${seq}`];
  return new AppError(
    'audit-broken',
    `The audit log is not as it was written. The first that does not fit is ${row.filter((part) => part !== null).join(', ')}. ${problem}`,
  );
}
