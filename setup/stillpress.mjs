#!/usr/bin/env node
import { launch } from './launch.mjs';

/**
 * What one publication throws away fits in, and what a whole site does is looked through more often: by itself V8 takes a hundred megabytes more and
 * keeps them.
 */
const MEMORY = ['--max-semi-space-size=16'];

/** One publication runs through much code once: what is only compiled after many runs is interpreted for the first hundreds of publications. */
const COMPILER = ['--always-sparkplug', '--no-lazy-feedback-allocation'];

await launch('server/cli/stillpress.ts', process.argv.slice(2), { flags: [...MEMORY, ...COMPILER] });
