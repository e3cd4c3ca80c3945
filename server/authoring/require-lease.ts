import { AppError } from '../errors.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { isSame } from './change-presence.ts';
import { presentNow, windowOf } from './presence-of-entry.ts';
import type { WindowRequest } from './presence-of-entry.ts';

/** For a save whose sender wants to be refused where the lease is not theirs any more. */
export async function requireLease(context: AuthoringContext, request: WindowRequest): Promise<void> {
  const holder = (await presentNow(context, request)).find(({ isHolder }) => isHolder);
  if (holder !== undefined && isSame(holder, windowOf(request))) return;
  const who = holder === undefined ? 'nobody does' : `${holder.userName} does`;
  const found =
    holder === undefined
      ? null
      : { user: { id: holder.userId, name: holder.userName }, clientId: holder.clientId };
  throw new AppError(
    'lease-not-held',
    `Nothing was saved: this window does not hold the lease of the entry, ${who}. Take it over, or save without \`holder\`; the version that you name keeps anything from being lost.`,
    { extra: { holder: found } },
  );
}
