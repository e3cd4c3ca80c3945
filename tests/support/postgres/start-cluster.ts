import { join } from 'node:path';
import { startSupervised, type Supervised } from '../supervised.ts';

export type RunningCluster = Pick<Supervised, 'crash' | 'stop'> & { url: string };

/** Starts a fresh Postgres server. One that is not durable is quicker: it never waits for the disk. */
export async function startCluster(
  binFolder: string,
  { durable = true }: { durable?: boolean } = {},
): Promise<RunningCluster> {
  const program = join(import.meta.dirname, 'supervisor.ts');
  const { description, ...server } = await startSupervised(program, [
    binFolder,
    ...(durable ? ['durable'] : []),
  ]);
  return { url: description, ...server };
}
