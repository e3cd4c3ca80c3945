import type { Socket } from 'node:net';

/** Sends a request and resolves with the head of its answer once all of the body has come. */
export function createExchange(socket: Socket): (request: string) => Promise<string> {
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<string> | null = null;
  socket.on('data', (part) => {
    received = received.length === 0 ? part : Buffer.concat([received, part]);
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = received.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (received.length < headEnd + 4 + length) return;
    received = Buffer.alloc(0);
    waiting?.resolve(head);
  });
  socket.on('close', () => waiting?.reject(new Error('The server closed a connection.')));
  return (request) => {
    waiting = Promise.withResolvers();
    socket.write(request);
    return waiting.promise;
  };
}
