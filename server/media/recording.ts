/** Of a file on this machine, a part at a time: however large a recording is, little of it is read. */
export type Recording = {
  sizeBytes: number;
  /** Shorter than asked for where the file ends. */
  read: (start: number, length: number) => Promise<Buffer>;
};

/** What is wrong with it, as far as its container tells; null where nothing is. */
export type FindDamage = (recording: Recording) => Promise<string | null>;
