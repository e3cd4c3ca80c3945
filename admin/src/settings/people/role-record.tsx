import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { roleSchema } from '../../../../model/api/role.ts';
import { contentModelQuery } from '../../api/queries.ts';
import { labelText } from '../../content/label-text.ts';
import { Button } from '../../ui/button.tsx';
import '../../ui/state-chip.css';
import { ACTION_WORDS, BUILT_IN_ABOUT } from './role-words.ts';
import { useRoleName } from './use-role-name.ts';

export type ListedRole = z.output<typeof roleSchema>;

type RoleRecordProps = { role: ListedRole; onChange: (() => void) | null; onDelete: (() => void) | null };

export function RoleRecord({ onChange, onDelete, role }: RoleRecordProps): ReactNode {
  const { i18n, t } = useLingui();
  const name = useRoleName()(role.id, role.name);
  const about = BUILT_IN_ABOUT[role.id];
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          {name}
          {role.isBuiltIn && <span className="state-chip">{t`on every site`}</span>}
        </span>
        {about !== undefined && <span className="record-about">{i18n._(about)}</span>}
        {role.problems.map(({ message, path }) => (
          <span key={path} className="field-problem">
            {message}
          </span>
        ))}
      </div>
      {onChange !== null && onDelete !== null && (
        <div className="record-actions">
          <Button look="quiet" aria-label={t`Change ${name}`} onClick={onChange}>
            {t`Change`}
          </Button>
          <Button look="quiet" aria-label={t`Delete ${name}`} onClick={onDelete}>
            {t`Delete`}
          </Button>
        </div>
      )}
      <details className="record-wide">
        <summary>{t`What ${name} may do`}</summary>
        {role.grants.map((grant) => (
          <GrantInWords key={JSON.stringify(grant)} grant={grant} />
        ))}
      </details>
    </li>
  );
}

function GrantInWords({ grant }: { grant: ListedRole['grants'][number] }): ReactNode {
  const { i18n, t } = useLingui();
  const model = useQuery(contentModelQuery).data;
  const { actions, collections, locales, whose } = grant;
  const labels =
    collections === 'all'
      ? t`everything`
      : collections.map((name) => labelText(model?.collections[name]?.label ?? name)).join(', ');
  const languages = locales === 'all' ? t`all languages` : locales.join(', ');
  return (
    <>
      <p className="record-about">
        {t`In ${labels}, in ${languages}`}
        {whose === 'own' && <>, {t`what they have made themselves`}</>}
      </p>
      <ul>
        {actions.map((action) => {
          const words = ACTION_WORDS.get(action);
          return <li key={action}>{words === undefined ? action : i18n._(words)}</li>;
        })}
      </ul>
    </>
  );
}
