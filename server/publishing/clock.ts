const QUARTER_MS = 15 * 60_000;

/** Hours begin at whole quarters of UTC everywhere on Earth. */
/** Timers may fire a little early. */
const MARGIN_MS = 20;

/** Calls whenever the hour, the day or the year may have changed somewhere, until it is stopped. */
export function watchClock(onTurn: () => void): { stop(): void } {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(
      () => {
        onTurn();
        wait();
      },
      msToNextQuarter(new Date()) + MARGIN_MS,
    );
    timer.unref();
  };
  wait();
  return { stop: () => clearTimeout(timer) };
}

function msToNextQuarter(now: Date): number {
  return QUARTER_MS - (now.getTime() % QUARTER_MS);
}
