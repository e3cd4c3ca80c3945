import { WEBHOOK_EVENTS } from '../../model/api/webhook.ts';
import { lineProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import type { FieldIssue } from '../errors.ts';
import type { WebhookSettings } from '../store/webhooks.ts';
import { receiverUrlProblem } from './receiver-url.ts';
import type { WebhookContext } from './webhook-context.ts';

const NAME_LENGTH_MAX = 100;

/** The settings as they are kept, or `invalid-input` with every problem. */
export function checkSettings(context: WebhookContext, settings: WebhookSettings): WebhookSettings {
  const issues = [...settingIssues(context, settings)];
  if (issues.length > 0) {
    throw new AppError('invalid-input', 'Nothing was changed. Mend what is named and send it again.', {
      issues,
    });
  }
  const { collections, events, locales, name, url } = settings;
  return {
    ...settings,
    name: name.trim(),
    url: new URL(url).href,
    events: WEBHOOK_EVENTS.filter((event) => events.includes(event)),
    collections: [...new Set(collections)],
    locales: [...new Set(locales)],
  };
}

function* settingIssues(
  { mayReach, model }: WebhookContext,
  { collections, events, locales, name, url }: WebhookSettings,
): Generator<FieldIssue> {
  const nameProblem = name.trim() === '' ? 'Say what it is for.' : lineProblem(name, NAME_LENGTH_MAX);
  if (nameProblem !== null) yield { path: 'name', message: nameProblem };
  const urlProblem = receiverUrlProblem(url, mayReach);
  if (urlProblem !== null) yield { path: 'url', message: urlProblem };
  if (events.length === 0)
    yield { path: 'events', message: `Name at least one of ${WEBHOOK_EVENTS.join(', ')}.` };
  yield* unknown('collections', { chosen: collections, known: Object.keys(model.collections) });
  yield* unknown('locales', { chosen: locales, known: model.locales });
}

function* unknown(
  field: string,
  { chosen, known }: { chosen: readonly string[]; known: readonly string[] },
): Generator<FieldIssue> {
  for (const [index, name] of chosen.entries()) {
    if (!known.includes(name))
      yield {
        path: `${field}[${index}]`,
        message: `The site has none of this name. It has: ${known.join(', ')}.`,
      };
  }
}
