import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A folder of this checkout for what the next run can use as well, such as template builds. */
export function keptFolder(name: string): string {
  const checkout = createHash('sha256').update(realpathSync(ROOT)).digest('hex').slice(0, 12);
  return join(tmpdir(), `stillpress-${name}-${checkout}`);
}
