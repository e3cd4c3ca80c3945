import type { ContentModel } from '../../../model/content-model.ts';
import type { EditedSite } from '../harness/entry-actions.ts';

/** A site that the property is checked on. */
export type SiteProfile = {
  name: string;
  model: ContentModel;
  /** The folder that becomes `site/` of a project, and the configuration beside it; from the root of the repository. */
  siteFolder: string;
  configFile: string;
  /** States of the templates to switch between; the first one is the site as it stands. */
  variants: readonly TemplateVariant[];
  /** Values for fields by `collection.field`, for those whose type does not say enough. */
  pools: Readonly<Record<string, readonly unknown[]>>;
  /** Which collections get new entries, and how many entries each may come to have. */
  growing: Readonly<Record<string, number>>;
  /** Entries that the templates cannot do without stay public. */
  neverWithdrawn: readonly string[];
  /** Paths that lead elsewhere now and then, and where to beside entries. */
  redirects: readonly string[];
  redirectTargets: readonly string[];
  /** The ids of files whose facts templates read. */
  media: readonly string[];
  /** Public before the first step. */
  seed(world: EditedSite): Promise<void>;
};

export type TemplateVariant = { name: string; edits: readonly TemplateEdit[] };

/** In a file below `site/`; the text stands there exactly once. */
export type TemplateEdit = { file: string; find: string; replace: string };

export const SITE_URL = 'https://torture.example';
