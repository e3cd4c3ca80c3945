import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/**
 * Every thread that loads modules runs WebAssembly of Node's. V8 compiles what leads out of it anew when it has been called often, in a place that all threads
 * share, and can end the process over it ("Check failed" in WasmImportWrapperCache::Free): it is never called that often.
 */
setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000');

export type ThreadSettings = {
  workerData?: unknown;
  /** All that it sees of the environment: no secret of ours. */
  env: NodeJS.ProcessEnv;
  /** Whatever grows without end in there is ended before the machine is. */
  memoryMb: number;
  /** How much room young objects have. */
  youngMemoryMb?: number;
  /** Somebody reads what it writes, which else goes where the process writes. As long as they read, the process goes on. */
  isListenedTo?: boolean;
};

/** A thread that runs one of our files, as it stands: Node takes the types out. */
export function startWorkerThread(
  file: URL,
  { env, isListenedTo = false, memoryMb, workerData, youngMemoryMb }: ThreadSettings,
): Worker {
  return new Worker(file, {
    workerData,
    env: { ...env, ...keptCompiled() },
    execArgv: [],
    stdout: isListenedTo,
    stderr: isListenedTo,
    resourceLimits: {
      maxOldGenerationSizeMb: memoryMb,
      ...(youngMemoryMb !== undefined && { maxYoungGenerationSizeMb: youngMemoryMb }),
    },
  });
}

/** Where Node is told by its own variable to keep what it has compiled, it does so for threads that see that variable: they start in half the time. */
function keptCompiled(): { NODE_COMPILE_CACHE?: string } {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
