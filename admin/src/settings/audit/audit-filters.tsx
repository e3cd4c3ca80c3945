import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useSession } from '../../app/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { usersQuery } from '../people/people-queries.ts';
import { actionsMeant, wordsOfActions } from './actions-meant.ts';
import type { AuditChoice } from './audit-choice.ts';
import { AUDIT_WORDS } from './audit-words.ts';

const route = getRouteApi('/signed-in/settings/audit');

type AuditFiltersProps = {
  choice: AuditChoice;
  /** What that is called now to which the log is narrowed down, as far as it is known. */
  subjectName: string | null;
};

/** In the address, so that what was found can be sent to somebody. */
export function AuditFilters({ choice, subjectName }: AuditFiltersProps): ReactNode {
  const { t } = useLingui();
  const navigate = route.useNavigate();
  const mayReadUsers = useSession().session.siteActions.includes('user.read');
  const users = useQuery({ ...usersQuery, enabled: mayReadUsers }).data ?? [];
  const said = useActionWords();
  const find = (form: HTMLFormElement): void => {
    const chosen = Object.fromEntries(
      [...new FormData(form)].flatMap(([name, value]) =>
        typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
      ),
    ) as AuditChoice;
    const { action: typed, ...others } = chosen;
    const action = typed === undefined ? undefined : actionsMeant(typed, said);
    if (action === null) sayUnknown(form);
    else void navigate({ search: { ...others, ...(action !== undefined && { action }) } });
  };
  const sayUnknown = (form: HTMLFormElement): void => {
    const field = form.elements.namedItem('action');
    if (!(field instanceof HTMLInputElement)) return;
    field.setCustomValidity(t`Nothing that is done is called like this.`);
    field.reportValidity();
  };
  return (
    <form
      className="records-tools"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find(event.currentTarget);
      }}
    >
      {mayReadUsers && (
        <label>
          {t`Who`}
          <select key={users.length} name="actor" defaultValue={choice.actor ?? ''}>
            <option value="">{t`Everybody`}</option>
            {users.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <ActionField action={choice.action} said={said} />
      {choice.subject !== undefined && <input type="hidden" name="subject" value={choice.subject} />}
      <label>
        {t`From`}
        <input name="from" type="date" defaultValue={choice.from} />
      </label>
      <label>
        {t`Up to`}
        <input name="to" type="date" defaultValue={choice.to} />
      </label>
      <Button type="submit" look="solid">{t`Find`}</Button>
      {choice.subject !== undefined && (
        <Button onClick={() => void navigate({ search: (before) => ({ ...before, subject: undefined }) })}>
          {t`Only “${subjectName ?? choice.subject}”`}
          <X aria-hidden="true" />
        </Button>
      )}
      {Object.keys(choice).length > 0 && (
        <Button look="quiet" onClick={() => void navigate({ search: {} })}>
          {t`Show everything`}
        </Button>
      )}
    </form>
  );
}

/** Takes words, any part of them, and codes. */
function ActionField({ action, said }: { action: string | undefined; said: ReadonlyMap<string, string> }) {
  const { t } = useLingui();
  const listId = useId();
  return (
    <label>
      {t`Action`}
      <input
        name="action"
        defaultValue={wordsOfActions(action, said)}
        placeholder={t`In words, or entry.publish`}
        list={listId}
        onInput={({ currentTarget }) => currentTarget.setCustomValidity('')}
      />
      <datalist id={listId}>
        {[...said].map(([code, sentence]) => (
          <option key={code} value={sentence} label={code} />
        ))}
      </datalist>
    </label>
  );
}

/** Each action as it is done by anybody to anything. */
function useActionWords(): ReadonlyMap<string, string> {
  const { i18n, t } = useLingui();
  const nobodyNamed = { who: t`Somebody`, what: '…' };
  return new Map(Object.entries(AUDIT_WORDS).map(([code, { id }]) => [code, i18n._(id, nobodyNamed)]));
}
