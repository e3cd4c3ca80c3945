import { launch } from './launch.mjs';

process.env['STILLPRESS_FAULTS'] = 'all';
const LONG_RUN = ['tests/crash', 'tests/property', 'tests/nginx/live-releases'];
await launch('tests/runner/main.ts', [...LONG_RUN, ...process.argv.slice(2)]);
