import type { AuthoringContext } from '../authoring/authoring-context.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import { startProcess } from '../main.ts';
import type { ProcessOptions, Running } from '../main.ts';
import type { Role } from '../open-publishing.ts';
import { createShutdown } from '../shutdown.ts';
import type { Shutdown } from '../shutdown.ts';
import { assertSchemaCurrent } from '../store/migrate.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** One role, on a database that somebody has migrated. */
export async function runProductionRole(cli: Cli, role: Role): Promise<void> {
  await runRole({ config: readConfig(cli.env), roles: [role], prepare: requireSchema });
}

export async function requireSchema({ database }: AuthoringContext): Promise<void> {
  await assertSchemaCurrent(database);
}

type RoleOptions = { config: Config } & Pick<
  ProcessOptions,
  'roles' | 'prepare' | 'onStage' | 'onContentModel' | 'onTemplateProblem'
>;

/** Starts a process that runs until a signal stops it. */
export async function runRole(options: RoleOptions): Promise<Running> {
  const log = createLog(options.config);
  const shutdown = createShutdown(log);
  const { end, leaveAlone } = endInOrder(shutdown, log);
  try {
    return await startProcess({ ...options, log, shutdown, onDeposed: () => end(EXIT.busy) });
  } catch (error) {
    leaveAlone();
    throw error;
  }
}

/** Requests have ten seconds to finish, publishing ends with the release it is at. */
const STOP_TIMEOUT_MS = 25_000;
/** One Ctrl-C comes twice where npm stands in between: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 1_000;

/**
 * The process ends on a signal, and on an error that nobody has met. That is a bug, since what a disk, a database or a template does is met where it
 * happens: what this process knows may be wrong from there on, and whoever keeps it running starts it anew.
 */
function endInOrder(shutdown: Shutdown, log: Log): { end: (code: ExitCode) => void; leaveAlone: () => void } {
  let endingSinceMs: number | null = null;
  let code: ExitCode = EXIT.ok;
  const end = (): void => {
    if (endingSinceMs !== null) return;
    endingSinceMs = performance.now();
    setTimeout(() => {
      log.error('the process could not be stopped in order within the limit');
      process.exit(code === EXIT.ok ? EXIT.failed : code);
    }, STOP_TIMEOUT_MS).unref();
    void shutdown.run().then(() => {
      log.info('stopped');
      process.exit(code);
    });
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (endingSinceMs !== null) {
      if (performance.now() - endingSinceMs > SAME_SIGNAL_MS) process.exit(EXIT.failed);
      return;
    }
    log.info({ signal }, 'stopping');
    end();
  };
  const onFault = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    log.fatal({ err: error, origin }, 'this is a fault in the program, which ends');
    code = EXIT.fault;
    end();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal).on('uncaughtException', onFault);
  return {
    end: (wanted) => {
      code = wanted;
      end();
    },
    leaveAlone: () =>
      void process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('uncaughtException', onFault),
  };
}
