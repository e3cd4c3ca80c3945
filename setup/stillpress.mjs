#!/usr/bin/env node
import { launch } from './launch.mjs';

/**
 * What one publication throws away fits in, and what a whole site does is looked through more often: by itself V8 takes a hundred megabytes more and
 * keeps them.
 */
const FLAGS = ['--max-semi-space-size=16'];

await launch('server/cli/stillpress.ts', process.argv.slice(2), { flags: FLAGS });
