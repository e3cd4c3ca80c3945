import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What `tests/support/components.ts` writes, one line a report. */
const missingComponent = z.object({ name: z.string(), reason: z.string(), notRun: z.string() });

export type MissingComponent = z.infer<typeof missingComponent>;

/** Each component once, however many test files asked for it. */
export function readMissingComponents(file: string): MissingComponent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const components = lines.map((line) => missingComponent.parse(JSON.parse(line)));
  return [...new Map(components.map((component) => [component.name, component])).values()];
}
