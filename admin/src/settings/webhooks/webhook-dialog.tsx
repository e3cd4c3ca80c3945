import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { WebhookEvent } from '../../../../model/api/webhook.ts';
import { api } from '../../api/api.ts';
import { contentModelQuery } from '../../api/queries.ts';
import { labelText } from '../../content/label-text.ts';
import { TextLine, Tick } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText, formTexts } from '../form-text.ts';
import { webhooksQuery, type Webhook } from './webhook-queries.ts';
import { useEventWords } from './use-event-words.ts';

type WebhookDialogProps = {
  /** null: a new one. */
  webhook: Webhook | null;
  /** Of a new one, what it signs with. */
  onSecret: (made: { webhook: Webhook; secret: string }) => void;
  onLeave: () => void;
};

export function WebhookDialog({ onLeave, onSecret, webhook }: WebhookDialogProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const words = useEventWords();
  const save = async (data: FormData): Promise<void> => {
    const body = {
      name: formText(data, 'name'),
      url: formText(data, 'url'),
      // The boxes are named after the events.
      events: formTexts(data, 'events') as WebhookEvent[],
      collections: formTexts(data, 'collections'),
      locales: formTexts(data, 'locales'),
      isEnabled: data.has('isEnabled'),
    };
    if (webhook === null) onSecret((await api.createWebhook({ body })).body);
    else await api.changeWebhook({ id: webhook.id, body });
    await client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  };
  return (
    <FormDialog
      title={webhook === null ? t`Add a webhook` : t`Change the webhook`}
      submitLabel={t`Save`}
      onSubmit={save}
      onLeave={onLeave}
    >
      <TextLine name="name" label={t`Name`} defaultValue={webhook?.name} />
      <TextLine
        name="url"
        type="url"
        label={t`Address`}
        hint={t`Where to send it, such as https://hooks.example.org/stillpress`}
        defaultValue={webhook?.url}
      />
      <fieldset>
        <legend>{t`Told when`}</legend>
        {Object.entries(words).map(([event, word]) => (
          <Tick
            key={event}
            name="events"
            value={event}
            label={word}
            defaultChecked={webhook === null || webhook.events.some((one) => one === event)}
          />
        ))}
      </fieldset>
      <Narrowing webhook={webhook} />
      <Tick name="isEnabled" label={t`Send messages`} defaultChecked={webhook?.isEnabled ?? true} />
    </FormDialog>
  );
}

/** Of entries and schedules alone: none ticked means all. */
function Narrowing({ webhook }: { webhook: Webhook | null }): ReactNode {
  const { t } = useLingui();
  const model = useQuery(contentModelQuery).data;
  if (model === undefined) return null;
  return (
    <details>
      <summary>{t`Only about some entries`}</summary>
      <fieldset>
        <legend>{t`Of these collections; none ticked: of all`}</legend>
        {Object.entries(model.collections).map(([name, { label }]) => (
          <Tick
            key={name}
            name="collections"
            value={name}
            label={labelText(label)}
            defaultChecked={webhook?.collections.includes(name) ?? false}
          />
        ))}
      </fieldset>
      {model.locales.length > 1 && (
        <fieldset>
          <legend>{t`In these languages; none ticked: in all`}</legend>
          {model.locales.map((locale) => (
            <Tick
              key={locale}
              name="locales"
              value={locale}
              label={locale}
              defaultChecked={webhook?.locales.includes(locale) ?? false}
            />
          ))}
        </fieldset>
      )}
    </details>
  );
}
