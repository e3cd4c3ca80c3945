#!/usr/bin/env node
import { launch } from './launch.mjs';

/**
 * What one publication throws away fits in, and what a whole site does is looked through more often: by itself V8 takes a hundred megabytes more and
 * keeps them.
 */
const MEMORY = ['--max-semi-space-size=16'];

/** One publication runs through much code once: what is only compiled after many runs is interpreted for the first hundreds of publications. */
const COMPILER = ['--always-sparkplug', '--no-lazy-feedback-allocation'];

/**
 * Every thread that loads modules runs WebAssembly of Node's. V8 compiles what leads out of it anew when it has been called often, in a place that all threads
 * share, and can end the process over it ("Check failed" in WasmImportWrapperCache::Free): it is never called that often. The tests say the same.
 */
const SAFETY = ['--wasm-wrapper-tiering-budget=2000000000'];

await launch('server/cli/stillpress.ts', process.argv.slice(2), {
  flags: [...MEMORY, ...COMPILER, ...SAFETY],
});
