import type { QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { changeEventSchema, streamEventSchema } from '../../../model/api/event.ts';
import { forgetLists, type Forgetting } from './forget-lists.ts';
import { joinServerStream } from './shared-stream.ts';

type LiveEvent = z.output<typeof changeEventSchema> | z.output<typeof streamEventSchema>;

/** What to read again, by the first word of an event's kind; of entries, the lists and those that it names. */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
  entry: ['entries', 'bundles', 'schedules', 'publications'],
  version: ['entries'],
  translation: ['entries'],
  publication: ['bundles', 'entries', 'publications', 'releases', 'publishing'],
  'preview-link': ['preview-links'],
  bundle: ['bundles'],
  schedule: ['bundles', 'schedules', 'entries', 'publishing'],
  media: ['media'],
  redirect: ['redirects'],
  release: ['releases', 'publications', 'publishing', 'entries'],
  site: ['releases', 'publications', 'publishing', 'entries'],
  user: ['users', 'session'],
  role: ['roles', 'session'],
};

const PRESENCE = new Set(['presence', 'lease']);

/** Keeps what is shown as it is on the server, as long as somebody is signed in. */
export function followServer(client: QueryClient, user: { userId: string }): () => void {
  const lists = forgetLists(client);
  const hearing = {
    onEvent: (data: string): void => forget(JSON.parse(data) as LiveEvent, { client, lists }),
    onBack: (): void => void client.invalidateQueries(),
  };
  const stop = joinServerStream(hearing, user);
  return () => {
    stop();
    lists.stop();
  };
}

type Known = { client: QueryClient; lists: Forgetting };

function forget(event: LiveEvent, { client, lists }: Known): void {
  if (event.kind === 'reset') return void client.invalidateQueries();
  if (!('at' in event)) return undefined;
  const [subject = ''] = event.kind.split('.');
  for (const key of TOUCHED[subject] ?? []) lists.forget(key);
  // Who comes, moves and goes changes nothing of an entry.
  const kind = PRESENCE.has(subject) ? 'presence' : 'entry';
  for (const id of event.entryIds ?? []) void client.invalidateQueries({ queryKey: [kind, id] });
  return undefined;
}
