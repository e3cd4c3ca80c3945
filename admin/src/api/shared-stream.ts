import type { Hearing } from './server-stream.ts';
import type { Told } from './share-stream.ts';

const AGAIN_MS = 30_000;

/**
 * One stream for all windows of a browser: over HTTP/1.1 it opens six connections to a server, and six windows with a stream each would leave none for
 * anything else. A shared worker has it, and tells the windows. Where there are none, each window has its own.
 */
export function joinServerStream(hearing: Hearing, { userId }: { userId: string }): () => void {
  let leave: (() => void) | undefined;
  let isOver = false;
  const join = (): void => {
    leave = joinWorker(userId, hearing, () => void openAlone());
  };
  const openAlone = async (): Promise<void> => {
    try {
      const { openServerStream } = await import('./server-stream.ts');
      if (!isOver) leave = openServerStream(hearing).close;
    } catch {
      // Neither could be loaded: the network is away, or another version of the screen is there.
      const timer = setTimeout(start, AGAIN_MS);
      leave = () => clearTimeout(timer);
    }
  };
  const start = (): void => {
    if (typeof SharedWorker === 'function') join();
    else void openAlone();
  };
  const onHide = (): void => leave?.();
  // A window that is gone back to has missed what was told meanwhile.
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    start();
    hearing.onBack();
  };
  start();
  addEventListener('pagehide', onHide);
  addEventListener('pageshow', onShow);
  return () => {
    isOver = true;
    removeEventListener('pagehide', onHide);
    removeEventListener('pageshow', onShow);
    leave?.();
  };
}

/** Of each account another one: the server tells it what that may know. */
function joinWorker(userId: string, { onBack, onEvent }: Hearing, onFailure: () => void): () => void {
  const worker = new SharedWorker(new URL('stream-worker.ts', import.meta.url), {
    type: 'module',
    name: userId,
  });
  worker.addEventListener('error', onFailure);
  worker.port.addEventListener('message', ({ data: told }: MessageEvent<Told>) => {
    if (told.kind === 'event') onEvent(told.data);
    else onBack();
  });
  worker.port.start();
  return () => {
    // Whatever a window says, it says that it goes.
    worker.port.postMessage(null);
    worker.port.close();
  };
}
