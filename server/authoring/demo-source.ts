import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../../examples/demo');

/**
 * An entry of the demo site as it stands in `examples/demo/demo.json`. In its content `@KEY` stands for the id of another entry,
 * and `{ "file": … }` for the Markdown in a file, where `entry:KEY` links to another entry. Entries name only earlier ones.
 */
const demoEntrySchema = z.strictObject({
  key: z.string(),
  collection: z.string(),
  locale: z.string(),
  translationOf: z.string().optional(),
  content: z.record(z.string(), z.unknown()),
});

export type DemoEntry = z.infer<typeof demoEntrySchema>;

const fileSchema = z.strictObject({ file: z.string() });

/** The entries in the order in which they can be made, with the files read in. */
export async function readDemoSource(): Promise<DemoEntry[]> {
  const entries = z
    .array(demoEntrySchema)
    .parse(JSON.parse(await readFile(join(FOLDER, 'demo.json'), 'utf8')));
  for (const { content } of entries) {
    for (const [name, value] of Object.entries(content)) {
      const named = fileSchema.safeParse(value);
      if (named.success) content[name] = { markdown: await readFile(join(FOLDER, named.data.file), 'utf8') };
    }
  }
  return entries;
}

const REFERENCE = /^@(.+)$/;
/** In Markdown: `](entry:KEY)`, `](entry:KEY#anchor)` and `entry="KEY"`. */
const LINK = /(?<=\]\(entry:|entry=")[a-z0-9-]+/g;

/** The content with the ids of entries in place of their keys. */
export function withEntryIds(value: unknown, idOf: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withEntryIds(item, idOf));
  if (typeof value === 'string') {
    const [, key] = REFERENCE.exec(value) ?? [];
    return key === undefined ? value.replaceAll(LINK, idOf) : idOf(key);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withEntryIds(member, idOf)]),
  );
}
