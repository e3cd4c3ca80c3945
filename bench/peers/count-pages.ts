import { readdirSync } from 'node:fs';

/** Pages are what visitors and programs read: HTML and XML, whatever stands beside them. */
export function countPages(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:html|xml)$/.test(file),
  ).length;
}
