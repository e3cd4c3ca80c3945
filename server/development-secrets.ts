import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';

/** Session keys for a development machine that sets none: made once, kept in the data folder, readable by the owner alone. */
export function withDevelopmentSecrets(config: Config): Config {
  if (config.sessionKeys.length > 0 || config.environment === 'production') return config;
  const file = join(config.dataDir, 'secrets.json');
  return { ...config, sessionKeys: readSecrets(file) ?? createSecrets(file) };
}

const SECRETS = z.object({ sessionKeys: z.array(z.string().min(1)).min(1) });

function readSecrets(file: string): readonly string[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return SECRETS.parse(JSON.parse(text)).sessionKeys;
  } catch (cause) {
    throw new AppError(
      'config-invalid',
      `${file} does not hold session keys. Delete it to have new ones made: everyone signs in again.`,
      { cause },
    );
  }
}

/** Linked into place whole, so that of two first starts at once both go on with the same keys. */
function createSecrets(file: string): readonly string[] {
  const temporary = `${file}.${process.pid}`;
  const secrets = { sessionKeys: [randomBytes(32).toString('base64url')] };
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o711 });
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(temporary, file);
    return secrets.sessionKeys;
  } catch (error) {
    const other = readSecrets(file);
    if (other === undefined) throw error;
    return other;
  } finally {
    rmSync(temporary, { force: true });
  }
}
