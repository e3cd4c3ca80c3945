/** The time of one round after another: each is for as long as nobody has waited for the next one too long. */
export type GivingWay = {
  /** Of the round that begins now. Aborted once it keeps something else waiting. */
  begin(): AbortSignal;
  /** Something may be waiting for the round's end. */
  ask(): void;
  /** Something is going to be published within a moment: until then rebuilds stand still, so that nothing has to give way when it comes. */
  expect: () => void;
  isExpecting: () => boolean;
  /** Resolves when what was expected has come or does not come, or somebody asks: false where nothing was expected. */
  waited: () => Promise<boolean>;
  stop(): void;
};

/** Every few pages a round gives way by itself; only a page that goes on without end takes this long. */
const PATIENCE_MS = 500;
/** From a little before until what was expected is public. */
const EXPECTING_MS = 1_000;
/** Whatever is published time after time, rebuilds go on in between. */
const PAUSE_MS = 500;

export function createGivingWay(isAnythingWaiting: () => Promise<boolean>): GivingWay {
  let round = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let expectingUntil = -Infinity;
  let expecting: NodeJS.Timeout | undefined;
  let letGo: (() => void) | undefined;
  const isExpecting = (): boolean => performance.now() < expectingUntil;

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
      letGo?.();
      const asked = round;
      // A database that cannot answer is met by the round itself; who asks next looks again.
      timer ??= setTimeout(() => void look(asked).catch(() => undefined), PATIENCE_MS).unref();
    },
    expect: () => {
      const now = performance.now();
      if (now < expectingUntil + PAUSE_MS) return;
      expectingUntil = now + EXPECTING_MS;
      expecting = setTimeout(() => letGo?.(), EXPECTING_MS);
    },
    isExpecting,
    waited: async () => {
      if (!isExpecting()) return false;
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return true;
    },
    stop: () => {
      clearTimeout(expecting);
      expectingUntil = -Infinity;
      letGo?.();
    },
  };
}
