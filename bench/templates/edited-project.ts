import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkRepository } from '../../tests/support/link-repository.ts';
import { createBenchFolder } from '../site/bench-folder.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** What is put in each time, with another number, at this text of a file that every page is made with. */
const EDITS = {
  style: {
    file: 'site/components/SiteHeader.astro',
    at: '<style>',
    becomes: (edit: number) => `<style>\n  header {\n    order: ${edit};\n  }\n`,
  },
  markup: {
    file: 'site/layouts/SiteLayout.astro',
    at: '<main ',
    becomes: (edit: number) => `<main data-edit="${edit}" `,
  },
};

export type TemplateEdit = keyof typeof EDITS;

/** The starter site in a folder of its own, whose templates may be edited. */
export type EditedProject = {
  root: string;
  /** Saves a template, so that no page stays as it was. */
  edit(kind: TemplateEdit): void;
  remove(): void;
};

export function createEditedProject(): EditedProject {
  const { path: root, remove } = createBenchFolder('templates');
  for (const name of ['site', 'astro.config.mjs'])
    cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  linkRepository(root);
  let edits = 0;
  return {
    root,
    edit: (kind) => {
      edits += 1;
      const { at, becomes, file } = EDITS[kind];
      const source = readFileSync(join(REPOSITORY, file), 'utf8');
      if (!source.includes(at)) throw new Error(`${file} has no ${at} any more.`);
      writeFileSync(join(root, file), source.replace(at, becomes(edits)));
    },
    remove,
  };
}
