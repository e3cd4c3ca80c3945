import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { createOwnerLink } from '../accounts/create-owner-link.ts';
import type { AuthoringContext } from '../authoring/authoring-context.ts';
import { seedDemo } from '../authoring/seed-demo.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import type { AppError } from '../errors.ts';
import type { Addresses } from '../main.ts';
import type { Stage } from '../open-publishing.ts';
import { describeHeldSite } from '../operations/held-site.ts';
import { requireEnvironment } from '../operations/environments-apart.ts';
import { buildAdmin } from '../operations/build-admin.ts';
import type { Problem } from '../publishing/publisher-status.ts';
import { migrateUp } from '../store/migrate.ts';
import { newId } from '../store/new-id.ts';
import { asSentence } from './as-sentence.ts';
import type { Cli } from './cli.ts';
import { ownerLinkAddress } from './owner-link-address.ts';
import { requireSchema, runRole } from './run-role.ts';

/** In production as the roles do it; otherwise with everything set up on the way, and told to whoever watches. */
export async function startEverything(cli: Cli): Promise<void> {
  const config = readStartConfig(cli);
  if (config.environment === 'production') await runRole({ config, roles: ROLES, prepare: requireSchema });
  else await startInDevelopment(cli, config);
}

/** On a terminal, the lines of the start are what a person wants to read; the log speaks up when something is wrong. */
function readStartConfig(cli: Cli): Config {
  const config = readConfig(cli.env);
  const isQuiet = cli.isTerminal && config.environment === 'development' && !cli.env['LOG_LEVEL'];
  return isQuiet ? { ...config, logLevel: 'warn' } : config;
}

const PROJECT_ROOT = join(import.meta.dirname, '../..');
const ROLES = ['web', 'worker'] as const;

async function startInDevelopment(cli: Cli, config: Config): Promise<void> {
  cli.print(`\n  Stillpress ${packageJson.version}\n`);
  const progress = createProgress(cli);
  let adminBuild: Promise<AdminOutcome> | null = null;
  const { addresses, database, held, problem } = await runRole({
    config,
    roles: ROLES,
    prepare: async (context) => {
      await migrateUp(context.database);
      await requireEnvironment(context.database, config);
      // Beside everything else: it is a process of its own, and what it makes is needed last.
      adminBuild = buildAdminOrSayWhyNot();
      await seed(cli, context);
    },
    onStage: (stage) => progress(STAGE_LABELS[stage]),
    onContentModel: (difference) => cli.print(`  ${asSentence(difference)}`),
    onTemplateProblem: (found) => cli.print(describeTemplates(found)),
  });
  const admin = await (adminBuild ?? buildAdminOrSayWhyNot());
  if (admin.problem === null)
    cli.print(progressLine(admin.built ? 'Admin is built' : 'Admin is up to date', admin.durationMs));
  const notes = [
    problem && `The site is not up to date. ${problem.message}`,
    held && `The site is held ${describeHeldSite(held)}.`,
    admin.problem,
  ];
  for (const text of notes) if (text !== null) cli.print(`\n${indented(text)}`);
  const link = await createOwnerLink(database, { now: new Date() });
  cli.print(welcome(addresses, link === null ? null : ownerLinkAddress(config, link)));
}

async function seed(cli: Cli, context: AuthoringContext): Promise<void> {
  await seedDemo(context, { correlationId: newId(), onMisfit: (error) => cli.print(demoLeftOut(error)) });
}

function demoLeftOut({ details, message }: AppError): string {
  const issues = (details.issues ?? []).map((issue) => `    ${issue.path}: ${issue.message}`);
  return [
    '  The demo site is left out: it does not fit site/content-model.ts, and is not tried again in this data folder.',
    `    ${message}`,
    ...issues,
  ].join('\n');
}

type AdminOutcome = { problem: string | null; built: boolean; durationMs: number };

/** Without it everything else works: the way to the API is open. */
async function buildAdminOrSayWhyNot(): Promise<AdminOutcome> {
  const startedAt = performance.now();
  let problem: string | null = null;
  let built = false;
  try {
    ({ built } = await buildAdmin({ projectRoot: PROJECT_ROOT }));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return { problem, built, durationMs: performance.now() - startedAt };
}

/** Whenever it happens: somebody works on them, and looks here. */
function describeTemplates(problem: Problem | null): string {
  if (problem === null) return indented('The templates in site/ can be used again.\n');
  return indented(`\nThe templates in site/ cannot be used.\n${problem.message}\n`);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

const STAGE_LABELS: Record<Stage, string> = {
  database: 'Database is ready',
  templates: 'Templates are built',
  'old-templates': 'Last good build is used',
  published: 'Site is published',
  held: 'Site is held',
};

/** Each line has the time since the one before it; what runs beside the others has its own. */
function createProgress(cli: Cli): (label: string) => void {
  let sinceMs = performance.now();
  return (label) => {
    const nowMs = performance.now();
    cli.print(progressLine(label, nowMs - sinceMs));
    sinceMs = nowMs;
  };
}

function progressLine(label: string, durationMs: number): string {
  return `  ${label.padEnd(26)}${(durationMs / 1000).toFixed(1)} s`;
}

function welcome({ admin, apiDocs, site }: Addresses, ownerLink: string | null): string {
  const lines = ['', `Site      ${site}/`, `Admin     ${admin}`, `API docs  ${apiDocs}`, ''];
  if (ownerLink !== null)
    lines.push('Create the owner account. This link works once, for a day:', ownerLink, '');
  return [...lines, 'Ctrl-C stops it.', ''].map((line) => (line === '' ? line : `  ${line}`)).join('\n');
}
