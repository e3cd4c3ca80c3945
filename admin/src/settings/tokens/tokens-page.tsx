import { useLingui } from '@lingui/react/macro';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { whenInWords } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import '../../ui/state-chip.css';
import { showToast } from '../../ui/toast.ts';
import { ConsentDialog } from '../consent-dialog.tsx';
import { SecretOnce } from '../secret-once.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { TokenDialog } from './token-dialog.tsx';

const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async () => (await api.listApiTokens()).body.tokens,
});

type Token = Awaited<ReturnType<NonNullable<typeof tokensQuery.queryFn>>>[number];

/** By which programs act in one's own name. */
export function TokensPage(): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [asked, setAsked] = useState<Token | null>(null);
  const look = async (): Promise<void> => await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const remove = async ({ id, name }: Token): Promise<void> => {
    await api.deleteApiToken({ id });
    await look();
    showToast({ kind: 'done', text: t`“${name}” opens nothing any more.` });
  };
  return (
    <SettingsPage
      title={t`API tokens`}
      lead={t`By a token, a program acts in your name and may do what you may, but for accounts. Give each program its own.`}
      action={
        <Button look="solid" onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" />
          {t`Make a token`}
        </Button>
      }
    >
      {made !== null && (
        <SecretOnce title={t`The token “${made.name}”`} secret={made.token} onKept={() => setMade(null)}>
          {t`It is shown this once. Copy it to where the program keeps its secrets.`}
        </SecretOnce>
      )}
      <Shown of={tokens}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon={<KeyRound />} title={t`No tokens yet`}>
              {t`Programs that publish, import or read drafts need one.`}
            </Empty>
          ) : (
            <ul className="records" aria-label={t`API tokens`}>
              {all.map((token) => (
                <TokenRecord key={token.id} token={token} onDelete={() => setAsked(token)} />
              ))}
            </ul>
          )
        }
      </Shown>
      {isMaking && (
        <TokenDialog
          onLeave={() => setMaking(false)}
          onMade={async (token) => {
            setMade(token);
            await look();
          }}
        />
      )}
      {asked !== null && (
        <ConsentDialog
          title={t`Delete the token “${asked.name}”?`}
          confirmLabel={t`Delete`}
          onConfirm={async () => await remove(asked)}
          onLeave={() => setAsked(null)}
        >
          {t`Whatever uses it is refused from now on.`}
        </ConsentDialog>
      )}
    </SettingsPage>
  );
}

function TokenRecord({ onDelete, token }: { token: Token; onDelete: () => void }): ReactNode {
  const { t } = useLingui();
  const { expiresAt, lastUsedAt, name, scopes } = token;
  const isOver = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          {name}
          <span className="state-chip">{scopes.includes('write') ? t`reads and changes` : t`reads`}</span>
          {isOver && <span className="state-chip withheld">{t`expired`}</span>}
        </span>
        <span className="record-about">
          {expiresAt === null
            ? t`does not expire`
            : isOver
              ? t`expired ${whenInWords(expiresAt)}`
              : t`expires ${whenInWords(expiresAt)}`}
          {' · '}
          {lastUsedAt === null ? t`not used yet` : t`last used ${whenInWords(lastUsedAt)}`}
        </span>
      </div>
      <div className="record-actions">
        <Button look="quiet" aria-label={t`Delete ${name}`} onClick={onDelete}>
          {t`Delete`}
        </Button>
      </div>
    </li>
  );
}
