/** What comes of the server by itself. */
export type Hearing = {
  onEvent: (data: string) => void;
  /** There is a stream again, and nobody knows what was missed. */
  onBack: () => void;
};

export type ServerStream = {
  /** Where it waits to be opened anew. */
  openNow: () => void;
  close: () => void;
};

const PAUSE_MS = { first: 1_000, most: 30_000 };

/** Whatever ends the stream, it is opened anew: a browser gives up on any answer but a stream, as the one that nginx gives while the server starts again. */
export function openServerStream({ onBack, onEvent }: Hearing): ServerStream {
  let isCut = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: EventSource;
  const open = (): void => {
    clearTimeout(timer);
    stream = new EventSource('/api/v1/events');
    stream.addEventListener('message', ({ data }: MessageEvent<string>) => onEvent(data));
    stream.addEventListener('open', () => {
      failures = 0;
      if (isCut) onBack();
      isCut = false;
    });
    stream.addEventListener('error', () => {
      // Otherwise the browser goes on by itself, after the event that it heard last.
      if (stream.readyState !== EventSource.CLOSED) return;
      isCut = true;
      timer = setTimeout(open, pauseMs(failures));
      failures += 1;
    });
  };
  const openNow = (): void => {
    if (stream.readyState === EventSource.CLOSED) open();
  };
  open();
  addEventListener('online', openNow);
  return {
    openNow,
    close: () => {
      removeEventListener('online', openNow);
      clearTimeout(timer);
      stream.close();
    },
  };
}

/** Not all windows of all people at the same moment: the server has only just come back. */
function pauseMs(failures: number): number {
  const most = Math.min(PAUSE_MS.most, PAUSE_MS.first * 2 ** failures);
  return most * (0.75 + Math.random() / 4);
}
