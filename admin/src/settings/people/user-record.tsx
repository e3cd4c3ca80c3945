import { useLingui } from '@lingui/react/macro';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { accountSchema } from '../../../../model/api/account.ts';
import { whenInWords } from '../../i18n/when.ts';
import { MenuButton, type MenuChoice } from '../../ui/menu.tsx';
import '../../ui/state-chip.css';
import { useRoleName } from './use-role-name.ts';

export type Account = z.output<typeof accountSchema>;

export type AboutUser = 'role' | 'deactivate' | 'activate' | 'sessions' | 'factors';

type UserRecordProps = {
  user: Account;
  isOneself: boolean;
  siteActions: readonly string[];
  onAsk: (about: AboutUser) => void;
};

export function UserRecord({ isOneself, onAsk, siteActions, user }: UserRecordProps): ReactNode {
  const { t } = useLingui();
  const roleName = useRoleName();
  const { disabledAt, email, name, role } = user;
  const choices: MenuChoice[] = [];
  if (siteActions.includes('user.change')) {
    choices.push({ id: 'role', label: t`Change the role`, onChoose: () => onAsk('role') });
    choices.push({ id: 'sessions', label: t`End all sessions`, onChoose: () => onAsk('sessions') });
  }
  if (siteActions.includes('user.reset-second-factors') && !isOneself)
    choices.push({ id: 'factors', label: t`Reset the second factors`, onChoose: () => onAsk('factors') });
  if (siteActions.includes('user.change') && !isOneself) {
    choices.push(
      disabledAt === null
        ? { id: 'off', label: t`Deactivate`, isDangerous: true, onChoose: () => onAsk('deactivate') }
        : { id: 'on', label: t`Activate`, onChoose: () => onAsk('activate') },
    );
  }
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          {name}
          {isOneself && <span className="soft">{t`(you)`}</span>}
          <span className="state-chip">{roleName(role, user.roleName)}</span>
          {disabledAt !== null && (
            <span className="state-chip withheld">{t`deactivated ${whenInWords(disabledAt)}`}</span>
          )}
        </span>
        <span className="record-about">{email}</span>
      </div>
      {choices.length > 0 && (
        <div className="record-actions">
          <MenuButton label={t`More for ${name}`} icon={<Ellipsis aria-hidden="true" />} choices={choices} />
        </div>
      )}
    </li>
  );
}
