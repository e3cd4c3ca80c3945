import { plural } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import { ConsentDialog } from '../settings/consent-dialog.tsx';
import { Shown } from '../settings/shown.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { useRefusal } from '../ui/use-refusal.ts';
import { deviceOf } from './device-of.ts';
import { ownSessionsQuery, type OwnSession } from './own-sessions.ts';

/** Where one is signed in, and the way to end what one does not know. */
export function SessionSection(): ReactNode {
  const { t } = useLingui();
  const query = useQuery(ownSessionsQuery);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isAsking, setAsking] = useState(false);
  const others = query.data?.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <section className="section" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t`Where you are signed in`}
      </h2>
      <Shown of={query}>
        {(sessions) => (
          <>
            <ul className="sessions" aria-label={t`Where you are signed in`}>
              {sessions.map((session) => (
                <SessionItem key={session.id} session={session} onEnded={() => heading.current?.focus()} />
              ))}
            </ul>
            {others.length === 0 ? (
              <p className="hint">{t`You are signed in nowhere else.`}</p>
            ) : (
              <Button onClick={() => setAsking(true)}>{t`Sign out everywhere else`}</Button>
            )}
          </>
        )}
      </Shown>
      {isAsking && (
        <EndOthers
          count={others.length}
          onLeave={() => {
            setAsking(false);
            heading.current?.focus();
          }}
        />
      )}
    </section>
  );
}

type SessionItemProps = { session: OwnSession; onEnded: () => void };

function SessionItem({ onEnded, session }: SessionItemProps): ReactNode {
  const { t } = useLingui();
  const lookAgain = useLookAgain();
  const { isBusy, refusal, run } = useRefusal();
  const { address, createdAt, id, isCurrent, lastSeenAt } = session;
  const device = useDeviceWords()(session);
  const since = momentInFull(createdAt);
  const end = (): void =>
    void run(async () => {
      try {
        await api.endOwnSession({ id });
      } catch (error) {
        // It has ended meanwhile, as it was meant to.
        if (!(error instanceof ApiError) || error.code !== 'session-not-found') throw error;
      }
      await lookAgain();
      onEnded();
      showToast({ kind: 'done', text: t`You are signed out there: ${device}.` });
    });
  return (
    <li>
      <div className="session-name">
        <strong>{device}</strong>
        {isCurrent && <span className="state-chip live">{t`This one`}</span>}
      </div>
      <span className="hint">
        {isCurrent ? t`In use now.` : t`Last seen ${whenInWords(lastSeenAt)}.`} {t`Signed in ${since}.`}{' '}
        {address !== null && t`Address: ${address}.`}
      </span>
      {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
      {!isCurrent && (
        <div className="choices">
          <Button
            isBusy={isBusy}
            aria-label={t`Sign out there: ${device}, last seen ${whenInWords(lastSeenAt)}`}
            onClick={end}
          >
            {t`Sign out there`}
          </Button>
        </div>
      )}
    </li>
  );
}

function EndOthers({ count, onLeave }: { count: number; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  const lookAgain = useLookAgain();
  const end = async (): Promise<void> => {
    const { ended } = (await api.endOtherSessions({})).body;
    await lookAgain();
    const text = plural(ended, {
      one: 'You are signed out in # other place.',
      other: 'You are signed out in # other places.',
    });
    showToast({ kind: 'done', text });
  };
  return (
    <ConsentDialog
      title={t`Sign out everywhere else?`}
      confirmLabel={t`Sign out everywhere else`}
      onConfirm={end}
      onLeave={onLeave}
    >
      <Plural
        value={count}
        one="# other session ends at once: whoever uses it has to sign in again. This one goes on."
        other="# other sessions end at once: whoever uses them has to sign in again. This one goes on."
      />
    </ConsentDialog>
  );
}

function useLookAgain(): () => Promise<void> {
  const client = useQueryClient();
  return async () => await client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
}

function useDeviceWords(): (session: OwnSession) => string {
  const { t } = useLingui();
  return ({ userAgent }) => {
    const { browser, system } = deviceOf(userAgent ?? '');
    if (browser !== null && system !== null) return t`${browser} on ${system}`;
    return browser ?? system ?? t`A browser that does not say what it is`;
  };
}
