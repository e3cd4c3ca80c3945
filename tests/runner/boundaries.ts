/** What every folder of `server/` may import. */
const COMMON = [
  'server/errors.ts',
  'server/config.ts',
  'server/config-s3.ts',
  'server/log.ts',
  'server/count-of.ts',
  'server/hash-files.ts',
  'server/server-paths.ts',
  'server/worker-thread.ts',
  'server/wrong-environment.ts',
  'server/s3/',
];
const AUTHORING_SIDE = ['model/', 'server/store/', 'server/accounts/', ...COMMON];
/** The composition roots put everything together, the site's content model included. */
const COMPOSITION = [
  'model/',
  'content-cache/',
  'migrations/',
  'server/',
  'site/content-model.ts',
  'site/content-migrations.ts',
];

/**
 * Who may import whom, by path prefix; the longest prefix of a file decides. Everything may import its own folder, and tests may
 * import everything. `docs/ARCHITECTURE.md` shows the same as a picture.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'model/': [],
  'content-cache/': ['model/'],
  'site/': ['model/', 'content-cache/'],
  'admin/': ['model/', 'admin/build/'],
  'admin/build/': [],
  'migrations/': [],
  'server/': ['model/'],
  'server/store/': ['model/', 'migrations/', ...COMMON],
  'server/accounts/': ['model/', 'server/store/', ...COMMON],
  'server/authoring/': AUTHORING_SIDE,
  'server/media/': AUTHORING_SIDE,
  'server/api/': [
    'server/authoring/',
    'server/media/',
    'server/outgoing/',
    'server/webhooks/',
    ...AUTHORING_SIDE,
  ],
  'server/jobs/': ['model/', 'server/store/', ...COMMON],
  'server/mail/': ['model/', 'server/store/', 'server/jobs/', 'server/accounts/account-mail.ts', ...COMMON],
  'server/outgoing/': ['server/address-ranges.ts', 'server/allow-hosts.ts'],
  'server/s3/': ['server/config-s3.ts', 'server/errors.ts'],
  'server/link-check/': ['model/', 'server/allow-hosts.ts', 'server/outgoing/'],
  'server/webhooks/': ['server/jobs/', 'server/outgoing/', ...AUTHORING_SIDE],
  'server/backup/': [
    'model/',
    'server/config-backup.ts',
    'server/jobs/',
    'server/media/',
    'server/public-media.ts',
    'server/publishing/publisher.ts',
    'server/store/',
    ...COMMON,
  ],
  'server/cdn/': [
    'model/',
    'server/config-cdn.ts',
    'server/jobs/',
    'server/outgoing/',
    'server/store/',
    'server/webhooks/sign.ts',
    ...COMMON,
  ],
  'server/publishing/': ['model/', 'content-cache/', 'server/store/', 'server/jobs/', ...COMMON],
  'server/operations/': ['model/', 'server/store/', ...COMMON],
  'server/serving/': ['model/', 'server/api/', 'server/operations/', 'server/trust-proxy.ts', ...COMMON],
  'server/cli/': COMPOSITION,
  'server/main.ts': COMPOSITION,
  'server/job-handlers.ts': COMPOSITION,
  'server/open-publishing.ts': COMPOSITION,
  'server/public-media.ts': COMPOSITION,
  'bench/': ['tests/support/', 'admin/src/preview/typing-pause.ts', ...COMPOSITION],
  'setup/': [],
  'tests/': [''],
};

/** These run in a browser too. */
const WITHOUT_NODE_MODULES = new Set(['model/', 'admin/']);

/** An import of one of our files (`to` is its path) or of a module of Node's own. */
export type Import = { from: string; to: string; isNodeModule: boolean };

/** What is wrong with an import, or null. */
export function judgeImport({ from, to, isNodeModule }: Import): string | null {
  if (isTest(from)) return null;
  const area = areaOf(from);
  if (area === null) return `${from} lies in a folder that has no row in the table of imports`;
  if (isNodeModule) {
    return WITHOUT_NODE_MODULES.has(area) ? `${from} imports ${to}; ${area} runs in a browser too` : null;
  }
  const allowed = MAY_IMPORT[area] ?? [];
  if (areaOf(to) === area || allowed.some((prefix) => to.startsWith(prefix))) return null;
  return `${from} imports ${to}; ${area} may import ${allowed.length === 0 ? 'nothing else of ours' : allowed.join(', ')}`;
}

function isTest(path: string): boolean {
  return path.startsWith('tests/') || /\.test\.tsx?$/.test(path);
}

function areaOf(path: string): string | null {
  const areas = Object.keys(MAY_IMPORT).filter((prefix) => path.startsWith(prefix));
  return areas.sort((a, b) => b.length - a.length)[0] ?? null;
}
