import asyncHooks from 'node:async_hooks';
import inspector from 'node:inspector';
import os from 'node:os';
import perfHooks from 'node:perf_hooks';
import v8 from 'node:v8';
import vm from 'node:vm';
import workerThreads from 'node:worker_threads';
import { USE_CLOCK, USE_CONTENT, type Guard } from './guard.ts';
import { guardMethod, guardValue } from './guard-method.ts';

const USE_NOTHING_OF_MACHINE =
  'The page would be another one on another machine. Put the value into the content model';
const USE_FUNCTION = 'Nothing would tell what the code there asks for. Call it as a function, or import it';

/** What a program can learn of the machine and the process it runs in, and where code would run without any guard. */
export function guardMachine(guard: Guard): void {
  guardProcess(guard);
  guardAll(guard, [os, 'os', USE_CLOCK], ['freemem', 'loadavg', 'uptime']);
  const machine = ['availableParallelism', 'cpus', 'getPriority', 'homedir', 'hostname', 'machine'];
  const more = ['networkInterfaces', 'release', 'tmpdir', 'totalmem', 'userInfo', 'version'];
  guardAll(guard, [os, 'os', USE_NOTHING_OF_MACHINE], [...machine, ...more]);
  const cores = { owner: Navigator.prototype, name: 'hardwareConcurrency', still: 1 };
  guardValue(guard, { ...cores, shown: 'navigator.hardwareConcurrency', why: USE_NOTHING_OF_MACHINE });
  guardEngine(guard);
  guardMeasuring(guard);
  guardOtherRealms(guard);
}

function guardProcess(guard: Guard): void {
  const state = ['availableMemory', 'constrainedMemory', 'cpuUsage', 'getActiveResourcesInfo', 'memoryUsage'];
  guardAll(
    guard,
    [process, 'process', USE_CLOCK],
    [...state, 'resourceUsage', 'threadCpuUsage', 'uptime', 'binding'],
  );
  for (const [name, still] of Object.entries({ pid: 0, ppid: 0, argv: [], execPath: '', report: {} }))
    guardValue(guard, { owner: process, name, shown: `process.${name}`, why: USE_NOTHING_OF_MACHINE, still });
}

/** Numbers that V8 and Node count as they go on. */
function guardEngine(guard: Guard): void {
  const heap = ['getCppHeapStatistics', 'getHeapCodeStatistics', 'getHeapSnapshot', 'getHeapSpaceStatistics'];
  const more = ['getHeapStatistics', 'queryObjects', 'startCpuProfile', 'writeHeapSnapshot', 'GCProfiler'];
  guardAll(guard, [v8, 'v8', USE_CLOCK], [...heap, ...more]);
  guardAll(guard, [asyncHooks, 'async_hooks', USE_CONTENT], ['executionAsyncId', 'triggerAsyncId']);
  guardAll(guard, [asyncHooks.AsyncResource.prototype, 'AsyncResource', USE_CONTENT], ['asyncId']);
  guardAll(guard, [inspector, 'inspector', USE_CLOCK], ['Session']);
}

function guardMeasuring(guard: Guard): void {
  const counted = ['eventLoopUtilization', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'toJSON'];
  guardAll(guard, [performance, 'performance', USE_CLOCK], counted);
  guardValue(guard, {
    owner: performance,
    name: 'nodeTiming',
    shown: 'performance.nodeTiming',
    why: USE_CLOCK,
    still: {},
  });
  guardMethod(guard, {
    owner: performance,
    name: 'measure',
    shown: 'performance.measure() without an end',
    why: USE_CLOCK,
    isHarmless: ([, start, end]) => end !== undefined || hasOwn(start, 'end') || hasOwn(start, 'duration'),
  });
  guardAll(
    guard,
    [perfHooks, 'perf_hooks', USE_CLOCK],
    ['eventLoopUtilization', 'monitorEventLoopDelay', 'PerformanceObserver'],
  );
  const event = { owner: Event.prototype, name: 'timeStamp', still: 0 };
  guardValue(guard, { ...event, shown: 'event.timeStamp', why: USE_CLOCK });
}

/** They would begin without any of these guards. */
function guardOtherRealms(guard: Guard): void {
  const running = ['compileFunction', 'createContext', 'runInContext', 'runInNewContext', 'runInThisContext'];
  guardAll(guard, [vm, 'vm', USE_FUNCTION], [...running, 'measureMemory', 'Script']);
  const worker = { owner: workerThreads, name: 'Worker', shown: 'new Worker()' };
  guardMethod(guard, { ...worker, why: USE_FUNCTION });
}

function guardAll(
  guard: Guard,
  [owner, prefix, why]: readonly [owner: object, prefix: string, why: string],
  names: readonly string[],
): void {
  for (const name of names) guardMethod(guard, { owner, name, shown: `${prefix}.${name}()`, why });
}

function hasOwn(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
