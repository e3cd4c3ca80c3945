import { launch } from './launch.mjs';

await launch('tests/property/run.ts', process.argv.slice(2));
