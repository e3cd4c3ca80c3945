import { rmSync, writeFileSync } from 'node:fs';

const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** Keeps Debian from starting the servers that it installs meanwhile (nginx on port 80, Postgres); an administrator's own policy stays. */
export async function withoutServices(work: () => Promise<void>): Promise<void> {
  const ours = writePolicy();
  const remove = (): void => {
    if (ours) rmSync(POLICY_FILE, { force: true });
  };
  process.on('exit', remove);
  try {
    await work();
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function writePolicy(): boolean {
  try {
    // 101 is Debian's "this action is not allowed".
    writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
