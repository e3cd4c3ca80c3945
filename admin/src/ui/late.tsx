import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, useEffect, useState, type ComponentType } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { MessageBox } from './message.tsx';
import { showToast } from './toast.ts';
import './late.css';

type Late<Props> = ((props: Props) => ReactNode) & {
  /** So that it is there when it is needed. Nothing is thrown. */
  preload: () => Promise<void>;
};

/**
 * A part of the screen that is loaded when it is first shown. Where it cannot be, or fails, that is said in its place, and all around it stays; with
 * the network it is tried again. What has no place of its own, as a menu, is closed by `leave`, and that is said in passing.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  leave?: (props: Props) => void,
): Late<Props> {
  let known: ComponentType<Props> | null = null;
  const bring = async (): Promise<ComponentType<Props>> => {
    known ??= await load();
    return known;
  };
  function Loading(props: Props): ReactNode {
    const [Part, setPart] = useState(() => known);
    const [failure, setFailure] = useState<NotLoaded | null>(null);
    useEffect(() => {
      if (Part !== null) return;
      bring().then(
        (part) => setPart(() => part),
        (cause: unknown) => setFailure(new NotLoaded('', { cause })),
      );
    }, [Part]);
    if (failure !== null) throw failure;
    return Part === null ? null : <Part {...props} />;
  }
  function Place(props: Props): ReactNode {
    const { reset } = useQueryErrorResetBoundary();
    return (
      <Contained onRetry={reset} {...(leave !== undefined && { onFailure: () => leave(props) })}>
        <Loading {...props} />
      </Contained>
    );
  }
  const preload = async (): Promise<void> => void (await bring().catch(() => {}));
  return Object.assign(Place, { preload });
}

class NotLoaded extends Error {}

type ContainedProps = { children: ReactNode; onRetry: () => void; onFailure?: () => void };

/** Keeps a failure where it happened. */
class Contained extends Component<ContainedProps, { error: unknown }> {
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override state: { error: unknown } = { error: null };

  override componentDidCatch(error: unknown): void {
    const { onFailure } = this.props;
    if (onFailure === undefined) return;
    showToast({ kind: 'problem', text: wordsOf(error) });
    onFailure();
  }

  #retry = (): void => {
    this.props.onRetry();
    this.setState({ error: null });
  };

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return this.props.onFailure === undefined ? <Failure error={error} onRetry={this.#retry} /> : null;
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof NotLoaded) return t`This could not be loaded. Check the connection, and try again.`;
  return error instanceof Error ? error.message : String(error);
}

function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  useEffect(() => {
    addEventListener('online', onRetry);
    return () => removeEventListener('online', onRetry);
  }, [onRetry]);
  return (
    <div className="late-failure">
      <MessageBox message={{ kind: 'problem', text: wordsOf(error) }} />
      <div className="late-ways">
        <Button onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
        {/* Another version of the screen may be there by now, without this part. What is typed is kept. */}
        <Button look="quiet" onClick={() => location.reload()}>
          <Trans>Reload the page</Trans>
        </Button>
      </div>
    </div>
  );
}
