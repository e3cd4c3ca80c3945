/** The time of one round after another: each is for as long as nobody has waited for the next one too long. */
export type GivingWay = {
  /** Of the round that begins now. Aborted once it keeps something else waiting. */
  begin(): AbortSignal;
  /** Something may be waiting for the round's end. */
  ask(): void;
};

/** Every few pages a round gives way by itself; only a page that goes on without end takes this long. */
const PATIENCE_MS = 500;

export function createGivingWay(isAnythingWaiting: () => Promise<boolean>): GivingWay {
  let round = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  async function look(asked: AbortController): Promise<void> {
    timer = undefined;
    if (await isAnythingWaiting()) asked.abort(new Error('Something else waits to be published'));
  }

  return {
    begin: () => {
      clearTimeout(timer);
      timer = undefined;
      round = new AbortController();
      return round.signal;
    },
    ask: () => {
      const asked = round;
      // A database that cannot answer is met by the round itself; who asks next looks again.
      timer ??= setTimeout(() => void look(asked).catch(() => undefined), PATIENCE_MS).unref();
    },
  };
}
