import { canonicalJson } from '../../model/canonical-json.ts';
import type { ClockValues } from '../../model/publication.ts';
import type { Question, ReadRecord, ReadWindow } from '../read-record.ts';
import type { Answers } from '../reader.ts';
import { digestOfAnswer } from './answer-digest.ts';

/** Asks once more what a page has asked. */
export function evaluateRead(
  question: Question,
  { answers, clock }: { answers: Answers; clock: ClockValues },
): ReadRecord {
  const text = canonicalJson(question);
  if (question.kind === 'clock') return { question: text, digest: clock[question.grain], window: null };
  const { answer, window = null } = ask(question, answers);
  return { question: text, digest: digestOfAnswer(answer), window };
}

type Answer = { answer: unknown; window?: ReadWindow };

function ask(question: Exclude<Question, { kind: 'clock' }>, answers: Answers): Answer {
  if (question.kind === 'query') {
    const { cards, window } = answers.list(question.query);
    return { answer: cards, window };
  }
  if (question.kind === 'neighbours') {
    const { previous, next, window } = answers.neighbours(question.query);
    return { answer: [previous, next], window };
  }
  return { answer: askValue(question, answers) };
}

function askValue(
  question: Exclude<Question, { kind: 'clock' | 'query' | 'neighbours' }>,
  answers: Answers,
): unknown {
  switch (question.kind) {
    case 'entry':
      return answers.entry(question.lookup);
    case 'card':
      return answers.card(question.collection, question.id);
    case 'published-at':
      return question.ids.map((id) => answers.readPublishedAt(id));
    case 'count':
      return answers.count(question.query);
    case 'values':
      return answers.values(question);
    case 'backlinks':
      return answers.readBacklinks(question.id);
    case 'path':
      return answers.readPath(question.id);
    case 'translations':
      return answers.readTranslations(question.group);
    case 'media':
      return answers.readMedia(question.id);
    case 'redirect':
      return answers.readRedirect(question.path);
    default:
      return question satisfies never;
  }
}
