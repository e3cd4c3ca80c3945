import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * The files of one form. Whoever parses it may open one after the form has broken off: what is opened once they are removed is kept nowhere, and what was
 * opened before is closed first, since a file that is being opened comes back.
 */
export class ArrivingFiles {
  readonly #streams = new Map<string, Writable>();
  #areRemoved = false;

  open(path: string): Writable {
    if (this.#areRemoved) return new Writable({ write: (_chunk, _encoding, done) => done() });
    const stream = createWriteStream(path);
    this.#streams.set(path, stream);
    return stream;
  }

  /** In the order in which they were opened. */
  paths(): string[] {
    return [...this.#streams.keys()];
  }

  async remove(): Promise<void> {
    this.#areRemoved = true;
    for (const [path, stream] of this.#streams) {
      if (!stream.closed) await finished(stream.destroy()).catch(() => {});
      await rm(path, { force: true });
    }
  }
}
