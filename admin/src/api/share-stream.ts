import { openServerStream, type ServerStream } from './server-stream.ts';

/** To each window, of what the stream says. */
export type Told = { kind: 'event'; data: string } | { kind: 'back' };

/** As much of a `MessagePort` as is used here. */
export type WindowPort = {
  postMessage: (told: Told) => void;
  addEventListener: (type: 'message', listener: () => void) => void;
  start: () => void;
  close: () => void;
};

/** One stream for all windows that join, as long as there are any. */
export function shareStream(): (window: WindowPort) => void {
  const windows = new Set<WindowPort>();
  let stream: ServerStream | null = null;
  const tell = (told: Told): void => {
    for (const window of windows) window.postMessage(told);
  };
  return (window) => {
    windows.add(window);
    // All that it ever says is that it goes.
    window.addEventListener('message', () => {
      windows.delete(window);
      window.close();
      if (windows.size > 0) return;
      stream?.close();
      stream = null;
    });
    window.start();
    // Whoever comes may have signed in just now, where the server had refused the others.
    if (stream !== null) stream.openNow();
    else {
      stream = openServerStream({
        onEvent: (data) => tell({ kind: 'event', data }),
        onBack: () => tell({ kind: 'back' }),
      });
    }
  };
}
