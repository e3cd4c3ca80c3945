import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Finishing = { finishHtml: (html: string) => string; mark: string };

/** Pages that Astro rendered at the build never come to the entry, which gives the others their policy. */
export function finishPrerendered(folder: string, { finishHtml, mark }: Finishing): void {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith('.html')) continue;
    const path = join(file.parentPath, file.name);
    const html = readFileSync(path, 'utf8');
    if (html.includes(mark)) writeFileSync(path, finishHtml(html));
  }
}
