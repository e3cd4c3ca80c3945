import type { Field } from '../../../model/fields.ts';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { publish, save } from '../harness/entry-actions.ts';
import { secretOf } from '../harness/find-secrets.ts';
import type { StepKind } from './step.ts';

/** Something that only this entry says, public three times out of four: it is looked for once the entry was taken down. */
export const writeSecret: StepKind = {
  weight: 8,
  run: async (world, choose) => {
    const { growing, model } = world.site;
    const entry = choose.one(world.entries.filter(({ collection }) => collection in growing));
    if (entry === undefined) return;
    const secret = world.secrets.get(entry.id) ?? secretOf(world.secrets.size);
    const fields = Object.entries(model.collections[entry.collection]?.fields ?? {});
    const texts = fields.flatMap(([name, field]) => {
      const value = saying(field, secret);
      return value === undefined ? [] : [[name, value] as const];
    });
    const content = { ...entry.draft.content, ...Object.fromEntries(choose.some(texts, texts.length)) };
    const saved = await save(world, entry, content);
    if (saved === null) return;
    world.secrets.set(entry.id, secret);
    if (choose.number(4) > 0) await publish(world, [saved]);
  },
};

/** Undefined for a field that takes no words. */
function saying(field: Field, words: string): unknown {
  if (field.type === 'text') return words;
  return field.type === 'richText' ? documentFromMarkdown(words) : undefined;
}
