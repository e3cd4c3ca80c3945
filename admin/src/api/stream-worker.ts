import { shareStream, type WindowPort } from './share-stream.ts';

/** A shared worker: `shared-stream.ts` says what for. */
const join = shareStream();

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port !== undefined) join(port satisfies WindowPort);
});
