import { request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeEventSchema, streamEventSchema } from '../../../model/api/event.ts';
import type { Client } from './client.ts';

type Told = { id: string; kind: string; [about: string]: unknown };

/** What one connection to the event stream is told, as it comes. */
export type EventReader = {
  status: number;
  headers: IncomingHttpHeaders;
  told: Told[];
  /** All that came over the line. */
  text(): string;
  /** Resolves once what has come satisfies; fails when the stream ends before, or after some seconds. */
  until(isEnough: (told: Told[]) => boolean): Promise<void>;
  /** Resolves when the server has ended it, or the connection is gone. */
  ended: Promise<void>;
  /** Whether the server has ended it, and it was not cut off. */
  isWhole: () => boolean;
  close: () => void;
};

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 5;

/** Fails where nobody answers. */
export function readEvents(
  { cookies }: Pick<Client, 'cookies'>,
  { headers = {}, path = '/api/v1/events', port }: Reading,
): Promise<EventReader> {
  const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, headers: { Cookie, ...headers }, agent: false },
      (incoming) => {
        const told: Told[] = [];
        let text = '';
        let rest = '';
        let isOver = false;
        incoming.setEncoding('utf8');
        incoming.on('data', (part: string) => {
          text += part;
          const frames = (rest + part).split('\n\n');
          rest = frames.pop() ?? '';
          told.push(...frames.flatMap((frame) => toldIn(frame) ?? []));
        });
        // A connection that is cut is one of the things to test.
        incoming.on('error', () => {});
        const ended = new Promise<void>((end) => {
          incoming.on('close', () => {
            isOver = true;
            end();
          });
        });
        const until: EventReader['until'] = async (isEnough) => {
          const giveUpAt = Date.now() + PATIENCE_MS;
          while (!isEnough(told)) {
            if (isOver || Date.now() > giveUpAt)
              throw new Error(
                `${isOver ? 'The stream ended' : 'Nothing more came'}, with ${JSON.stringify(told)}`,
              );
            await sleep(LOOK_EVERY_MS);
          }
        };
        const { headers: answered, statusCode: status = 0 } = incoming;
        resolve({
          status,
          headers: answered,
          told,
          text: () => text,
          until,
          ended,
          isWhole: () => incoming.complete,
          close: () => outgoing.destroy(),
        });
      },
    );
    outgoing.on('error', reject).end();
  });
}

type Reading = { port: number; path?: string; headers?: Record<string, string> };

/** Null for a comment, and for what is said to the connection alone. */
function toldIn(frame: string): Told | null {
  const [, id = ''] = /^id: (.*)$/m.exec(frame) ?? [];
  const [, data = ''] = /^data: (.*)$/m.exec(frame) ?? [];
  if (data === '') return null;
  const parsed: unknown = JSON.parse(data);
  const isAboutStream = streamEventSchema.safeParse(parsed).success;
  return { id, ...(isAboutStream ? streamEventSchema : changeEventSchema.strict()).parse(parsed) };
}
