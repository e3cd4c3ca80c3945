import { spawnSync } from 'node:child_process';

/** As root on Debian; says whether it is there now. */
export function installPackage(name: string): boolean {
  if (process.getuid?.() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', name], {
    env,
    stdio: 'ignore',
  });
  return status === 0;
}
