import { launch } from './launch.mjs';

await launch('tests/runner/main.ts', process.argv.slice(2));
