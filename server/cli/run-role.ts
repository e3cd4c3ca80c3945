import type { AuthoringContext } from '../authoring/authoring-context.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import { startProcess } from '../main.ts';
import type { ProcessOptions, Role, Running } from '../main.ts';
import { createShutdown } from '../shutdown.ts';
import type { Shutdown } from '../shutdown.ts';
import { assertSchemaCurrent } from '../store/migrate.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';

/** One role, on a database that somebody has migrated. */
export async function runProductionRole(cli: Cli, role: Role): Promise<void> {
  await runRole({ config: readConfig(cli.env), roles: [role], prepare: requireSchema });
}

export async function requireSchema({ database }: AuthoringContext): Promise<void> {
  await assertSchemaCurrent(database);
}

type RoleOptions = { config: Config } & Pick<ProcessOptions, 'roles' | 'prepare' | 'onStage'>;

/** Starts a process that runs until a signal stops it. */
export async function runRole(options: RoleOptions): Promise<Running> {
  const log = createLog(options.config);
  const shutdown = createShutdown(log);
  const ignoreSignals = stopOnSignals(shutdown, log);
  try {
    return await startProcess({ ...options, log, shutdown });
  } catch (error) {
    ignoreSignals();
    throw error;
  }
}

/** Requests have ten seconds to finish, publishing ends with the release it is at. */
const STOP_TIMEOUT_MS = 25_000;
/** One Ctrl-C comes twice where npm stands in between: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 1_000;

function stopOnSignals(shutdown: Shutdown, log: Log): () => void {
  let stoppingSinceMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== null) {
      if (nowMs - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(EXIT.failed);
      return;
    }
    stoppingSinceMs = nowMs;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('the process could not be stopped in order within the limit');
      process.exit(EXIT.failed);
    }, STOP_TIMEOUT_MS).unref();
    void shutdown.run().then(() => {
      log.info('stopped');
      process.exit(EXIT.ok);
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return () => void process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
}
