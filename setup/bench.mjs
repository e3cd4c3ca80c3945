import { launch } from './launch.mjs';

await launch('bench/run.ts', process.argv.slice(2));
