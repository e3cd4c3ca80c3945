import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { SignInForm } from './sign-in.tsx';
import { useSignedInElsewhere } from './use-signed-in-elsewhere.ts';
import './sign-in-again.css';

type SignInAgainProps = { user: { id: string; email: string }; onSignedIn: () => void };

/** The session has ended with something open: it stays as it is, and is saved once the session is back. */
export function SignInAgain({ onSignedIn, user }: SignInAgainProps): ReactNode {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(
    () =>
      onceNobodyTypes(() => {
        dialog.current?.showModal();
        // Who it is stands there already: the password is what is missing.
        dialog.current?.querySelector<HTMLInputElement>('[name="password"]')?.focus();
      }),
    [],
  );
  useSignedInElsewhere({ userId: user.id, onSignedIn });
  return (
    <dialog
      ref={dialog}
      className="sign-in-again"
      aria-label={t`Sign in again`}
      onCancel={(event) => event.preventDefault()}
    >
      <h2>
        <Trans>Sign in again</Trans>
      </h2>
      <p className="soft">
        <Trans>
          Your session has ended. Everything is still here: what you have typed is saved once you are back.
        </Trans>
      </p>
      <SignInForm email={user.email} onSignedIn={onSignedIn} />
    </dialog>
  );
}

/** Longer than between two keys of a word. */
const PAUSE_MS = 1_000;

/** In the middle of a word, the rest of it would be typed into what comes up. Where one wrote, one writes on afterwards. */
function onceNobodyTypes(show: () => void): () => void {
  const writing = document.activeElement;
  let timer: number | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      document.removeEventListener('keydown', wait, true);
      show();
    }, PAUSE_MS);
  };
  document.addEventListener('keydown', wait, true);
  wait();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('keydown', wait, true);
    if (writing instanceof HTMLElement) writing.focus();
  };
}
