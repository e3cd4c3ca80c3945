import { useLingui } from '@lingui/react/macro';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { MenuButton, type MenuChoice } from '../ui/menu.tsx';

/** What can be done with a row that has no room for the words. */
export function RowMenu({ choices, title }: { choices: readonly MenuChoice[]; title: string }): ReactNode {
  const { t } = useLingui();
  return <MenuButton label={t`${title}: more`} icon={<Ellipsis aria-hidden="true" />} choices={choices} />;
}
