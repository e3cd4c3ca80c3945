/** The bucket did not take a part, or did not answer. A browser tells nobody which: no connection, a name that it does not know, or no leave for this page. */
export class BucketError extends Error {}

export type PuttingPart = {
  bytes: ArrayBuffer;
  signal: AbortSignal;
  onSent: (sentBytes: number) => void;
};

/** Without a byte on its way for so long, nothing is expected any more. */
const STALL_MS = 20_000;

/** `fetch` does not tell how much has gone. */
export async function putPart(url: string, { bytes, onSent, signal }: PuttingPart): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const end = (): void => request.abort();
    let stalled = setTimeout(end, STALL_MS);
    request.upload.addEventListener('progress', ({ loaded }) => {
      clearTimeout(stalled);
      stalled = setTimeout(end, STALL_MS);
      onSent(loaded);
    });
    request.addEventListener('loadend', () => {
      clearTimeout(stalled);
      signal.removeEventListener('abort', end);
      if (request.status === 200) resolve();
      else reject(new BucketError(`The bucket has not taken a part (${request.status}).`));
    });
    signal.addEventListener('abort', end);
    request.open('PUT', url);
    request.send(bytes);
  });
}
