import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Single publications stay well below. To collect takes some tenths of a second, which nobody should wait for often. */
const MUCH_BYTES = 100 * 1024 * 1024;
/** What is in use may be much by itself. */
const TIMES_IN_USE = 2;

let inUse = 0;

/**
 * V8 keeps what memory it has once taken, in case as much is wanted again. After a whole site has been rendered or linked, that is hundreds of
 * megabytes that single publications never need.
 */
export function returnMuchMemory(): void {
  if (heapSize() < Math.max(MUCH_BYTES, inUse * TIMES_IN_USE)) return;
  returnMemory();
  inUse = heapSize();
}

export function returnMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: string; flavor: string }) => void;
  collect({ type: 'major', flavor: 'last-resort' });
}

function heapSize(): number {
  return getHeapStatistics().total_heap_size;
}
