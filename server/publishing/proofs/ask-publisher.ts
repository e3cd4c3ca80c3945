import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLink } from '../../../model/site-plan.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { listenTo } from '../../store/listen.ts';
import { newId } from '../../store/new-id.ts';
import { askForProof, PROOF_CHANNELS, takeProofOutcome } from '../../store/proof-requests.ts';
import { readOutcomeWords, resultOf, type Proofs, type Question } from './proof-words.ts';

export type AskingPublisher = Proofs & {
  /** Whether it would hear an answer now. */
  isReady: () => boolean;
  /** Idempotent. */
  stop: () => Promise<void>;
};

/** Whoever publishes and is there says so at once. */
const FIRST_SIGN_MS = 500;
/** It goes on saying so. */
const NEXT_SIGN_MS = 5_000;

type Options = {
  database: Pick<Database, 'writeStatement'>;
  /** Past any pool. */
  listenUrl: string;
  log: Log;
  /** Where nobody who publishes answers. */
  otherwise: Proofs;
};

/**
 * For a process that leaves publishing to another one: that one knows which pages a change reaches, renders all of them before the commit, and has them when
 * the change comes to it. Where it is away, this process proves what it can by itself.
 */
export function askPublisher({ database, listenUrl, log, otherwise }: Options): AskingPublisher {
  const waiting = new Map<string, (sign: Sign) => void>();
  const listener = listenTo(listenUrl, {
    channels: [PROOF_CHANNELS.begun, PROOF_CHANNELS.answered],
    onNotify: (channel, id) =>
      waiting.get(id ?? '')?.(channel === PROOF_CHANNELS.answered ? 'answered' : 'begun'),
  });

  /** Undefined where no answer comes, or none that helps. */
  async function ask(question: Question): Promise<DeadLink[] | null | undefined> {
    const id = newId();
    const signs = createSigns();
    waiting.set(id, signs.tell);
    try {
      const asked = { id, question: JSON.stringify(question), now: new Date() };
      await database.writeStatement((tx) => askForProof(tx, asked));
      let sign = await signs.next(FIRST_SIGN_MS);
      while (sign === 'begun') sign = await signs.next(NEXT_SIGN_MS);
      const outcome = await database.writeStatement((tx) => takeProofOutcome(tx, { id }));
      return outcome === null ? undefined : resultOf(readOutcomeWords(outcome));
    } finally {
      waiting.delete(id);
    }
  }

  const through =
    (how: Question['how']): Proofs['prove'] =>
    async (changes) => {
      const result = listener.isConnected() ? await ask({ how, changes }) : undefined;
      if (result !== undefined) return result;
      log.info(
        { how },
        'the process that publishes has not answered: this one looks at the changes by itself',
      );
      return await otherwise[how](changes);
    };

  return {
    prove: through('prove'),
    foreseeDeadLinks: through('foreseeDeadLinks'),
    isReady: listener.isConnected,
    stop: () => listener.close(),
  };
}

type Sign = 'begun' | 'answered';

function createSigns() {
  let told: Sign | null = null;
  let wake: (() => void) | null = null;
  return {
    tell: (sign: Sign): void => {
      told = sign;
      wake?.();
    },
    /** Null where none comes in time. */
    next: async (withinMs: number): Promise<Sign | null> => {
      if (told === null) {
        const abort = new AbortController();
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await Promise.race([promise, delay(withinMs, undefined, { ref: false, signal: abort.signal })]);
        abort.abort();
      }
      const sign = told;
      told = null;
      return sign;
    },
  };
}
