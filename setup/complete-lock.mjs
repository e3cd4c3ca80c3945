/**
 * Adds to package-lock.json the packages for other platforms that npm left out. npm writes an optional package into the lock only
 * if the registry in use has it at that moment; `npm ci` later refuses the lock as incomplete, on every machine. Run it
 * after `npm install` (`npm run complete-lock`); a test holds the lock complete.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesNotInLock } from './locked-packages.mjs';
import { ROOT } from './root.mjs';

const PLATFORM =
  /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(gnu|musl))?/;

const file = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = packagesNotInLock(lock.packages);
for (const { name, version } of missing) {
  lock.packages[`node_modules/${name}`] = { version, ...platformFromName(name) };
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${missing.length} packages added to package-lock.json\n`);

/**
 * @param {string} name Such as `@oxlint/binding-linux-arm-musleabihf`.
 */
function platformFromName(name) {
  if (name.includes('wasm32')) return { cpu: ['wasm32'], optional: true };
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? [];
  if (os === undefined)
    throw new Error(`${name} does not name its platform; add it to package-lock.json by hand.`);
  const libc = os === 'linux' && abi !== undefined ? { libc: [abi === 'musl' ? 'musl' : 'glibc'] } : {};
  return { cpu: [cpu], ...libc, optional: true, os: [os] };
}
