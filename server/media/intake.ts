import PQueue from 'p-queue';

/**
 * How many files are taken in at once; the others wait on the disk. More of them would be no faster, since few pictures are worked on at a time, and would
 * keep the connections to the database from everybody else.
 */
const FILES_AT_ONCE = 4;
const queue = new PQueue({ concurrency: FILES_AT_ONCE });

export async function inTurn<T>(takeIn: () => Promise<T>): Promise<T> {
  return await queue.add(takeIn);
}
