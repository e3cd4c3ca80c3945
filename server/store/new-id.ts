import { v7 } from 'uuid';

/** A UUIDv7: unique without asking anyone, and in the order of creation within a process. */
export function newId(): string {
  return v7();
}
