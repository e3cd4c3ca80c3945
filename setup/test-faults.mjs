import { launch } from './launch.mjs';

process.env['STILLPRESS_FAULTS'] = 'all';
await launch('tests/runner/main.ts', ['tests/crash', 'tests/property', ...process.argv.slice(2)]);
