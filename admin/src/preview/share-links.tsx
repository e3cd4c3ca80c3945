import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useEditor } from '../editor/use-editor.ts';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { showToast } from '../ui/toast.ts';
import { ApiError } from '../../../model/api/api-error.ts';
import '../ui/ask-dialog.css';
import '../ui/form.css';
import './share-links.css';

const DAY_MS = 24 * 60 * 60_000;
const DAYS = [1, 7, 30, 90] as const;
const DAYS_FIRST = 7;
/** Nobody's clock is quite right, and the server takes 90 days at most. */
const MARGIN_MS = 60_000;

/** Links by which people without an account look at the draft: those that there are, and another one. */
export function ShareLinks({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="ask share" aria-labelledby={id} onClose={onClose} closedby="any">
      <header className="share-head">
        <h2 id={id}>
          <Trans>Share the draft as a link</Trans>
        </h2>
        <Button look="quiet" label={t`Close`} onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </header>
      <p className="soft">
        <Trans>
          Whoever has it sees the site with this draft, without an account, and cannot change anything.
        </Trans>
      </p>
      {url === null ? <NewLink onMade={setUrl} /> : <MadeLink url={url} onAnother={() => setUrl(null)} />}
      <Links />
    </dialog>
  );
}

function MadeLink({ onAnother, url }: { url: string; onAnother: () => void }): ReactNode {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(url);
    showToast({ kind: 'done', text: t`The link is copied.` });
  };
  return (
    <div className="share-made">
      <label>
        <Trans>The link, which is shown this once</Trans>
        <input ref={field} readOnly value={url} />
      </label>
      <div className="choices">
        <Button onClick={onAnother}>
          <Trans>Another one</Trans>
        </Button>
        <Button look="solid" onClick={() => void copy()}>
          <Copy aria-hidden="true" />
          <Trans>Copy</Trans>
        </Button>
      </div>
    </div>
  );
}

function NewLink({ onMade }: { onMade: (url: string) => void }): ReactNode {
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: async (form: FormData) => {
      await desk.keeper.flush();
      const [label, password] = [textIn(form, 'label'), textIn(form, 'password')];
      const expiresAt = new Date(
        Date.now() + Number(textIn(form, 'days')) * DAY_MS - MARGIN_MS,
      ).toISOString();
      return await api.createPreviewLink({
        id: entry.id,
        body: { expiresAt, ...(label !== '' && { label }), ...(password !== '' && { password }) },
      });
    },
    onSuccess: ({ body }) => {
      void client.invalidateQueries({ queryKey: ['preview-links', entry.id] });
      onMade(body.url);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  const issues = make.error instanceof ApiError ? make.error.issues : [];
  return (
    <form className="share-form" onSubmit={submit}>
      {make.error !== null && (
        <MessageBox message={{ kind: 'problem', text: make.error.message, details: problemLines(issues) }} />
      )}
      <label>
        <Trans>Open for</Trans>
        <select name="days" defaultValue={DAYS_FIRST}>
          {DAYS.map((days) => (
            <option key={days} value={days}>
              <DaysText days={days} />
            </option>
          ))}
        </select>
      </label>
      <label>
        <Trans>For whom (if you like)</Trans>
        <input name="label" type="text" maxLength={100} autoComplete="off" />
      </label>
      <label>
        <Trans>Password (if you like; ten characters at least)</Trans>
        <input name="password" type="text" minLength={10} autoComplete="off" />
      </label>
      <div className="choices">
        <Button look="solid" type="submit" isBusy={make.isPending}>
          <Trans>Make a link</Trans>
        </Button>
      </div>
    </form>
  );
}

function DaysText({ days }: { days: number }): ReactNode {
  return <Plural value={days} one="# day" other="# days" />;
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function Links(): ReactNode {
  const { t } = useLingui();
  const { id } = useEditor().entry;
  const client = useQueryClient();
  const links = useQuery({
    queryKey: ['preview-links', id],
    queryFn: async ({ signal }) => (await api.listPreviewLinks({ id, signal })).body.links,
  });
  const revoke = useMutation({
    mutationFn: async (linkId: string) => await api.revokePreviewLink({ id, linkId }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['preview-links', id] }),
  });
  const open = links.data?.filter(({ state }) => state === 'open') ?? [];
  if (open.length === 0) return null;
  return (
    <section className="share-list" aria-label={t`Links that are open`}>
      <h3>
        <Trans>Links that are open</Trans>
      </h3>
      {revoke.error !== null && <MessageBox message={{ kind: 'problem', text: revoke.error.message }} />}
      <ul>
        {open.map((link) => (
          <li key={link.id}>
            <div>
              <strong>{link.label ?? t`Without a name`}</strong>
              <p className="soft">
                <Plural value={link.views} _0="Not opened yet" one="Opened # time" other="Opened # times" />
                {' · '}
                <time dateTime={link.expiresAt} title={momentInFull(link.expiresAt)}>
                  <Trans>ends {whenInWords(link.expiresAt)}</Trans>
                </time>
                {link.hasPassword && (
                  <>
                    {' · '}
                    <Trans>with a password</Trans>
                  </>
                )}
              </p>
            </div>
            <Button isBusy={revoke.isPending} onClick={() => revoke.mutate(link.id)}>
              <Trans>Revoke</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
