import { launch } from './launch.mjs';

await launch('tests/tour/take-pictures.ts', process.argv.slice(2));
