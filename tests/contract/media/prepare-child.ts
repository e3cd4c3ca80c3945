/**
 * `prepare-child.ts PLACE`, where PLACE is JSON: `{ folder, bytes, pixels }`. Takes in each file of the folder whose name comes as a line, answers a line
 * of JSON with what became of it, and at the end the most memory, in MB, that the process has had.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../../../server/errors.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { prepareFile } from '../../../server/media/prepare-file.ts';

const { folder, ...limits } = JSON.parse(process.argv[2] ?? '') as {
  folder: string;
  bytes: number;
  pixels: number;
};
const context = {
  limits,
  now: () => new Date(),
  store: createDiskMediaStore({ root: join(folder, 'media') }),
};

async function outcomeOf(fileName: string): Promise<{ code: string; message: string }> {
  const path = join(folder, fileName);
  const file = { path, fileName, claimedType: null, hash: '', sizeBytes: readFileSync(path).length };
  try {
    return { code: 'taken', message: (await prepareFile(context, file)).file.hash };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    return { code: 'fault', message: String(error) };
  }
}

for await (const fileName of createInterface({ input: process.stdin })) {
  if (fileName === '') break;
  process.stdout.write(`${JSON.stringify(await outcomeOf(fileName))}\n`);
}
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
process.exit(0);
