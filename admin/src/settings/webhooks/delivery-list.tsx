import { useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../../api/api.ts';
import { momentInFull, whenInWords } from '../../i18n/when.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import '../../ui/state-chip.css';
import { showToast } from '../../ui/toast.ts';
import { MoreButton } from '../more-button.tsx';
import { RecordJson } from '../record-json.tsx';
import { Shown } from '../shown.tsx';
import { StateChoice } from '../state-choice.tsx';
import { deliveriesQuery, type Delivery, type DeliveryState } from './webhook-queries.ts';

/** What was sent there, what was answered, and sending it again. */
export function DeliveryList({ webhookId }: { webhookId: string }): ReactNode {
  const { t } = useLingui();
  const words = useStateWords();
  const [state, setState] = useState<DeliveryState | ''>('');
  const deliveries = useInfiniteQuery(deliveriesQuery(webhookId, state));
  return (
    <>
      <h2>{t`Messages`}</h2>
      <StateChoice words={words} value={state} onChoose={setState} />
      <Shown of={deliveries}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.deliveries);
          if (all.length === 0)
            return (
              <Empty icon={<Send />} title={t`Nothing sent yet`}>
                {t`A ping shows whether messages arrive.`}
              </Empty>
            );
          return (
            <ul className="records" aria-label={t`Messages`}>
              {all.map((delivery) => (
                <DeliveryRecord key={delivery.id} webhookId={webhookId} delivery={delivery} />
              ))}
            </ul>
          );
        }}
      </Shown>
      <MoreButton of={deliveries} />
    </>
  );
}

type DeliveryRecordProps = { webhookId: string; delivery: Delivery };

function DeliveryRecord({ delivery, webhookId }: DeliveryRecordProps): ReactNode {
  const { t } = useLingui();
  const words = useStateWords();
  const client = useQueryClient();
  const { attempts, createdAt, data, event, id, nextAttemptAt, state } = delivery;
  const last = attempts.at(-1);
  const again = useMutation({
    mutationFn: async () => await api.redeliverWebhook({ id: webhookId, deliveryId: id }),
    onSuccess: () => showToast({ kind: 'done', text: t`It is sent once more.` }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['webhooks', webhookId] }),
  });
  return (
    <li className="record">
      <div className="record-main">
        <span className="record-name">
          <code>{event}</code>
          <span className={`state-chip ${CHIPS[state]}`}>{words[state]}</span>
        </span>
        <span className="record-about">
          <time dateTime={createdAt} title={momentInFull(createdAt)}>
            {whenInWords(createdAt)}
          </time>
          {last?.status !== undefined && last.status !== null && <> · {t`answered ${last.status}`}</>}
          {nextAttemptAt !== null && attempts.length > 0 && (
            <> · {t`tried again ${whenInWords(nextAttemptAt)}`}</>
          )}
        </span>
        {state !== 'delivered' && last?.error !== undefined && last.error !== null && (
          <span className="field-problem">{last.error}</span>
        )}
      </div>
      <div className="record-actions">
        <Button isBusy={again.isPending} onClick={() => again.mutate()}>
          {t`Send again`}
        </Button>
      </div>
      <RecordJson of={{ data, attempts }} summary={t`What was sent and answered`} />
    </li>
  );
}

const CHIPS: Record<DeliveryState, string> = { waiting: 'scheduled', delivered: 'live', failed: 'withheld' };

function useStateWords(): Record<DeliveryState, string> {
  const { t } = useLingui();
  return { waiting: t`waiting`, delivered: t`delivered`, failed: t`failed` };
}
