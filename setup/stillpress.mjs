#!/usr/bin/env node
import { launch } from './launch.mjs';

await launch('server/cli/stillpress.ts', process.argv.slice(2));
