import { contentModel } from '../../site/content-model.ts';
import type { Account } from '../accounts/account.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import { normalizeEmail } from '../accounts/email-address.ts';
import { listUsers } from '../accounts/list-users.ts';
import { mailLocale } from '../accounts/mailing.ts';
import { resetSecondFactors } from '../accounts/reset-second-factors.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { createAccountMail } from '../mail/account-mail.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

export async function showUsers(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const users = await listUsers(database, { actor: SYSTEM_ACTOR });
    if (json) return cli.print(JSON.stringify({ users }, null, 2));
    if (users.length === 0)
      return cli.print('There are no accounts. `stillpress owner-link` makes the first.');
    cli.print(table([['email', 'name', 'role', 'state'], ...users.map(userRow)]));
  });
}

function userRow({ disabledAt, email, name, roleName }: Account): string[] {
  return [email, name, roleName, disabledAt === null ? 'active' : `deactivated since ${disabledAt}`];
}

type ResetOrder = { email: string; json: boolean };

export async function takeSecondFactorsAway(cli: Cli, { email, json }: ResetOrder): Promise<void> {
  await withInstallation(cli, async ({ config, database }) => {
    const user = await findUser(database, email);
    const { hadSecondFactor, sessions } = await resetSecondFactors(database, {
      actor: SYSTEM_ACTOR,
      id: user.id,
      now: new Date(),
      correlationId: newId(),
      client: { address: null, userAgent: null },
      mailing: {
        mail: createAccountMail(),
        locale: mailLocale(config, contentModel.locales),
        adminUrl: config.adminUrl,
        hasServer: config.smtpUrl !== undefined,
      },
    });
    const outcome = { id: user.id, email: user.email, hadSecondFactor, endedSessions: sessions };
    if (json) return cli.print(JSON.stringify(outcome, null, 2));
    if (!hadSecondFactor)
      return cli.print(`${user.email} has no second factor. There was nothing to take away.`);
    cli.print(
      `${user.email} signs in by the password alone now. ${countOf(sessions, 'session has', 'sessions have')} ended.`,
    );
    cli.note(
      'A server or a worker tells them by mail. Where their role needs a second factor, they set up another one first.',
    );
    if (user.disabledAt !== null)
      cli.note('The account is deactivated: nobody signs in to it as long as it is.');
  });
}

async function findUser(database: Database, email: string): Promise<Account> {
  const wanted = normalizeEmail(email);
  const user = (await listUsers(database, { actor: SYSTEM_ACTOR })).find((one) => one.email === wanted);
  if (user !== undefined) return user;
  throw new AppError(
    'user-not-found',
    `No account signs in with the e-mail address ${wanted}. \`stillpress user list\` shows those that there are.`,
  );
}
