import type { Readable } from 'node:stream';

/** Where backups are kept: names with slashes between them. One contract suite runs over every implementation. */
export type BackupPlace = {
  /** As an operator knows it. */
  readonly name: string;
  /** There once it resolves, and whole: until then nothing has the name. */
  put(key: string, file: { path: string; size: number }): Promise<void>;
  /** Null where there is nothing of the name. */
  open(key: string): Promise<Readable | null>;
  /** In no order. */
  list(below: string): AsyncIterable<{ key: string; size: number }>;
  /** Idempotent. */
  remove(key: string): Promise<void>;
  close(): void;
};
