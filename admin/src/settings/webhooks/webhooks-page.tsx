import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import '../../ui/state-chip.css';
import { SecretOnce } from '../secret-once.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { Shown } from '../shown.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { webhooksQuery, type Webhook } from './webhook-queries.ts';
import { WebhookChip } from './webhook-chip.tsx';

/** Which other programs are told of what happens here. */
export function WebhooksPage(): ReactNode {
  const { t } = useLingui();
  const navigate = useNavigate();
  const webhooks = useQuery(webhooksQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ webhook: Webhook; secret: string } | null>(null);
  const goTo = (webhookId: string): void =>
    void navigate({ to: '/settings/webhooks/$webhookId', params: { webhookId } });
  return (
    <SettingsPage
      title={t`Webhooks`}
      lead={t`Other programs are told what happens here: a search index, a chat, a build. Each message is signed.`}
      action={
        <Button look="solid" onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" />
          {t`Add a webhook`}
        </Button>
      }
    >
      {made !== null && (
        <SecretOnce
          title={t`The secret of “${made.webhook.name}”`}
          secret={made.secret}
          onKept={() => goTo(made.webhook.id)}
        >
          {t`Messages are signed with it. It is shown this once: keep it where the receiver is.`}
        </SecretOnce>
      )}
      <Shown of={webhooks}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon={<WebhookIcon />} title={t`Nobody is told yet`}>
              {t`Add the address of a program that wants to know when something is published.`}
            </Empty>
          ) : (
            <ul className="records" aria-label={t`Webhooks`}>
              {all.map((webhook) => (
                <li key={webhook.id} className="record">
                  <div className="record-main">
                    <span className="record-name">
                      <Link to="/settings/webhooks/$webhookId" params={{ webhookId: webhook.id }}>
                        {webhook.name}
                      </Link>
                      <WebhookChip webhook={webhook} />
                    </span>
                    <span className="record-about">{webhook.url}</span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {isMaking && <WebhookDialog webhook={null} onSecret={setMade} onLeave={() => setMaking(false)} />}
    </SettingsPage>
  );
}
