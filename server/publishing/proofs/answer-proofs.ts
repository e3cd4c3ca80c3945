import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { listenTo } from '../../store/listen.ts';
import {
  answerProof,
  forgetOldProofs,
  PROOF_CHANNELS,
  readQuestion,
  tellProofBegun,
} from '../../store/proof-requests.ts';
import { outcomeOf, readQuestionWords, type Proofs } from './proof-words.ts';

/** Whoever waits takes a process that says nothing for much longer to be gone. */
const SIGN_EVERY_MS = 1_000;

type Options = {
  database: Pick<Database, 'db' | 'writeStatement'>;
  /** Past any pool. */
  listenUrl: string;
  log: Log;
  /** Of the process that publishes. */
  proofs: Proofs;
  /** Somebody is about to publish. */
  expect: () => void;
};

export type AnsweringProofs = {
  /** Whether it would hear a question now. */
  isReady: () => boolean;
  /** What has been asked is answered. */
  stop: () => Promise<void>;
};

/** Proves for other processes what they are about to commit. */
export function answerProofs({ database, expect, listenUrl, log, proofs }: Options): AnsweringProofs {
  const { db, writeStatement } = database;
  const answering = new Set<Promise<void>>();

  async function answer(id: string): Promise<void> {
    expect();
    const telling = setInterval(() => void tellProofBegun(db, { id }).catch(() => undefined), SIGN_EVERY_MS);
    try {
      const [words] = await Promise.all([readQuestion(db, { id }), tellProofBegun(db, { id })]);
      if (words === null) return;
      const outcome = await outcomeOf(proofs, readQuestionWords(words));
      const answered = { id, outcome: JSON.stringify(outcome) };
      await writeStatement((tx) => answerProof(tx, answered));
      await writeStatement((tx) => forgetOldProofs(tx, { now: new Date() }));
    } finally {
      clearInterval(telling);
    }
  }

  const listener = listenTo(listenUrl, {
    channels: [PROOF_CHANNELS.asked],
    onNotify: (_, id) => {
      if (id === undefined) return;
      const work = answer(id)
        .catch((error: unknown) => log.warn({ err: error }, 'a proof for another process has failed'))
        .finally(() => answering.delete(work));
      answering.add(work);
    },
  });
  return {
    isReady: listener.isConnected,
    stop: async () => {
      await listener.close();
      await Promise.all(answering);
    },
  };
}
