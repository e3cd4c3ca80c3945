import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** Every file, folder and place in a file below `folder` that holds one of the texts, compressed ones opened. */
export function findTraces(folder: string, texts: readonly string[]): string[] {
  const traces: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (texts.some((text) => entry.name.includes(text))) traces.push(`the name ${path}`);
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path);
    const opened = entry.name.endsWith('.gz')
      ? gunzipSync(bytes)
      : entry.name.endsWith('.br')
        ? brotliDecompressSync(bytes)
        : bytes;
    if (texts.some((text) => opened.includes(text))) traces.push(path);
  }
  return traces;
}
