import { launch } from './launch.mjs';

/** Whoever measures times no garbage collection of their own. */
const MEMORY = ['--max-semi-space-size=64'];

await launch('bench/run.ts', process.argv.slice(2), { flags: MEMORY });
