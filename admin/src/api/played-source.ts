/** As a browser's, whose server is played by the test. */
export class PlayedSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: PlayedSource[] = [];
  readyState = 0;

  constructor() {
    super();
    PlayedSource.all.push(this);
  }

  succeed(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  /** For good, as on an answer that is no stream; or in passing, which the browser mends itself. */
  fail({ isForGood }: { isForGood: boolean }): void {
    this.readyState = isForGood ? PlayedSource.CLOSED : 0;
    this.dispatchEvent(new Event('error'));
  }

  say(data: string): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  close(): void {
    this.readyState = PlayedSource.CLOSED;
  }
}
