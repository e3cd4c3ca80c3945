import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { NoSuchPage } from '../../app/dead-end.tsx';
import { momentInFull } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { MessageBox } from '../../ui/message.tsx';
import { showToast } from '../../ui/toast.ts';
import { ConsentDialog } from '../consent-dialog.tsx';
import { SecretOnce } from '../secret-once.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookChip } from './webhook-chip.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { webhooksQuery, type Webhook } from './webhook-queries.ts';

const route = getRouteApi('/signed-in/settings/webhooks/$webhookId');

/** One receiver: what it is told, and whether it took it. */
export function WebhookPage(): ReactNode {
  const { webhookId } = route.useParams();
  const webhooks = useQuery(webhooksQuery);
  return (
    <Shown of={webhooks}>
      {(all) => {
        const webhook = all.find(({ id }) => id === webhookId);
        return webhook === undefined ? <NoSuchPage /> : <Known webhook={webhook} />;
      }}
    </Shown>
  );
}

function Known({ webhook }: { webhook: Webhook }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const [open, setOpen] = useState<'change' | 'rotate' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { disabled, id, name, previousSecretUntil, url } = webhook;
  const look = async (): Promise<void> =>
    await client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const test = async (): Promise<void> => {
    await api.testWebhook({ id });
    await look();
    showToast({ kind: 'done', text: t`A ping is on its way. What came of it stands below.` });
  };
  return (
    <SettingsPage
      title={name}
      lead={
        <>
          {url} <WebhookChip webhook={webhook} />
        </>
      }
      action={
        <Button
          look="solid"
          onClick={() =>
            void test().catch(({ message }: Error) => showToast({ kind: 'problem', text: message }))
          }
        >
          {t`Send a ping`}
        </Button>
      }
    >
      <SwitchedOff disabled={disabled} />
      {secret !== null && (
        <SecretOnce title={t`The new secret`} secret={secret} onKept={() => setSecret(null)}>
          {t`Messages are signed with it. It is shown this once: keep it where the receiver is.`}
        </SecretOnce>
      )}
      <div className="records-tools">
        <Button onClick={() => setOpen('change')}>{t`Change`}</Button>
        <Button onClick={() => setOpen('rotate')}>{t`Make a new secret`}</Button>
        <Button onClick={() => setOpen('delete')}>{t`Delete`}</Button>
      </div>
      {previousSecretUntil !== null && Date.parse(previousSecretUntil) > Date.now() && (
        <p className="hint">{t`The secret from before signs as well until ${momentInFull(previousSecretUntil)}.`}</p>
      )}
      <DeliveryList webhookId={id} />
      {open === 'change' && (
        <WebhookDialog webhook={webhook} onSecret={() => {}} onLeave={() => setOpen(null)} />
      )}
      {open === 'rotate' && (
        <Rotation
          onLeave={() => setOpen(null)}
          onRotate={async () => {
            setSecret((await api.rotateWebhookSecret({ id })).body.secret);
            await look();
          }}
        />
      )}
      {open === 'delete' && <Deletion webhook={webhook} look={look} onLeave={() => setOpen(null)} />}
    </SettingsPage>
  );
}

function SwitchedOff({ disabled }: Pick<Webhook, 'disabled'>): ReactNode {
  const { t } = useLingui();
  if (disabled === null) return null;
  const text = t`Stillpress has switched it off on ${momentInFull(disabled.at)}.`;
  return <MessageBox message={{ kind: 'problem', text, details: [disabled.reason] }} />;
}

function Rotation({ onLeave, onRotate }: { onLeave: () => void; onRotate: () => Promise<void> }): ReactNode {
  const { t } = useLingui();
  return (
    <ConsentDialog
      title={t`Make a new secret?`}
      confirmLabel={t`Make a new secret`}
      isHarmless
      onConfirm={onRotate}
      onLeave={onLeave}
    >
      {t`Messages are signed with both for a while, so that the receiver has time to learn the new one.`}
    </ConsentDialog>
  );
}

type DeletionProps = { webhook: Webhook; look: () => Promise<void>; onLeave: () => void };

function Deletion({ look, onLeave, webhook: { id, name } }: DeletionProps): ReactNode {
  const { t } = useLingui();
  const navigate = route.useNavigate();
  return (
    <ConsentDialog
      title={t`Delete the webhook “${name}”?`}
      confirmLabel={t`Delete`}
      onConfirm={async () => {
        await api.deleteWebhook({ id });
        await navigate({ to: '/settings/webhooks' });
        await look();
      }}
      onLeave={onLeave}
    >
      {t`The receiver is told of nothing any more, and what was sent is forgotten.`}
    </ConsentDialog>
  );
}
