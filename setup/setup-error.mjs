/** A failure that the person at the keyboard can do something about; the message says what. */
export class SetupError extends Error {}

/**
 * What to do about a failure of the network, the disk or the permissions, told from npm's output or a system error's text; null for any other.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function explainFailure(text) {
  for (const [pattern, advice] of ADVICE) {
    if (pattern.test(text)) return advice;
  }
  return null;
}

/** @type {[RegExp, string][]} */
const ADVICE = [
  [
    /ENOSPC|EDQUOT|no space left/i,
    'The disk is full. Free some space (1 GB is enough) and run the same command again; it goes on where it stopped.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'A file or folder may not be written. Make the checkout and the npm cache belong to the user who runs this, and run it again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|network/,
    "The npm registry could not be reached. Connect this machine to the network (or set npm's proxy or registry) and run the same command again; it goes on where it stopped.",
  ],
  [
    /EINTEGRITY/,
    'A downloaded package is not the one that the lock file names. Run "npm cache clean --force" and the same command again.',
  ],
  [
    /can only install packages when your package\.json and package-lock\.json.*in sync/s,
    'package.json and package-lock.json disagree. Run "npm install --ignore-scripts" and the same command again.',
  ],
];
