import { launch } from './launch.mjs';

process.env['STILLPRESS_FAULTS'] = 'all';
const LONG_RUN = ['tests/crash', 'tests/property', 'tests/nginx/live-releases'];
const given = process.argv.slice(2);
const isNarrowed = given.some((argument) => argument.startsWith('tests/'));
await launch('tests/runner/main.ts', [...(isNarrowed ? [] : LONG_RUN), ...given]);
