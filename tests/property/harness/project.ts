import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildTemplates } from '../../../server/publishing/template-build/build-templates.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { keptFolder } from '../../support/kept-folder.ts';
import { linkRepository } from '../../support/link-repository.ts';
import { SITE_URL } from '../sites/site-profile.ts';
import type { SiteProfile, TemplateEdit } from '../sites/site-profile.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export const REPOSITORY = join(import.meta.dirname, '../../..');
/** Fixed, so that every installation can use the same template builds. */
export const TEMPLATE_KEY = Buffer.alloc(32, 7).toString('base64');
const quietLog = pino({ level: 'silent' });

/** A project around a site, whose templates can be switched between prebuilt states. */
export type Project = {
  root: string;
  /** Where the builds of all variants are kept, also for the next run: a build is found by the hash of its inputs. */
  buildsFolder: string;
  /** Puts the files of this variant in place. Resolves with its build, made if need be. */
  switchTo(variant: number): Promise<TemplateBuild>;
  remove(): void;
};

export function createProject(site: SiteProfile): Project {
  const folder = createTemporaryFolder('project');
  const root = folder.path;
  cpSync(join(REPOSITORY, site.siteFolder), join(root, 'site'), { recursive: true });
  rmSync(join(root, 'site/astro.config.mjs'), { force: true });
  cpSync(join(REPOSITORY, site.configFile), join(root, 'astro.config.mjs'));
  const modelFile = join(root, 'site/content-model.ts');
  writeFileSync(modelFile, readFileSync(modelFile, 'utf8').replaceAll("'../../../model/", "'../model/"));
  linkRepository(root, templateSources());
  const kept = join(keptBuilds(), site.name);
  mkdirSync(join(kept, 'builds'), { recursive: true });
  let undo: (() => void)[] = [];

  return {
    root,
    buildsFolder: join(kept, 'builds'),
    switchTo: async (variant) => {
      for (const restore of undo) restore();
      undo = (site.variants[variant]?.edits ?? []).map((edit) => applyEdit(join(root, 'site'), edit));
      return await buildTemplates({
        projectRoot: root,
        dataDir: kept,
        siteUrl: SITE_URL,
        templateKey: TEMPLATE_KEY,
        log: quietLog,
      });
    },
    remove: () => folder.remove(),
  };
}

function applyEdit(folder: string, { file, find, replace }: TemplateEdit): () => void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  if (before.split(find).length !== 2) throw new Error(`"${find}" does not stand exactly once in ${file}`);
  writeFileSync(
    path,
    before.replace(find, () => replace),
  );
  return () => writeFileSync(path, before);
}

/** Elsewhere for a mutant that no template build knows of: its templates are those of the real checkout. */
function templateSources(): string {
  return process.env['STILLPRESS_PROPERTY_TEMPLATE_SOURCES'] ?? REPOSITORY;
}

export function keptBuilds(): string {
  return process.env['STILLPRESS_PROPERTY_BUILDS'] ?? keptFolder('property');
}
