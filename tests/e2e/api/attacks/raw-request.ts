import { connect } from 'node:net';

export type RawReply = { status: number; head: string; body: string };

/** Sends just these bytes, which no HTTP library would, and reads until the server closes; a request line and its headers, without the blank line at the end. */
export function sendRaw(port: number, lines: readonly string[], body = ''): Promise<RawReply> {
  const ending = [`Host: 127.0.0.1:${port}`, 'Connection: close', '', body].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.from([...lines, ending].join('\r\n'), 'latin1'));
    });
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(parts).toString('latin1');
      const [head = '', ...rest] = text.split('\r\n\r\n');
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
        head,
        body: rest.join('\r\n\r\n'),
      });
    });
  });
}
