import { withParagraph } from '../content/sample-body.ts';
import type { SampleSite } from '../content/sample-site.ts';
import type { Draft, Editor } from '../site/editor.ts';

export const EDIT_KINDS = ['bodyEdit', 'titleEdit', 'newPost'] as const;
export type EditKind = (typeof EDIT_KINDS)[number];

/** A draft that waits for its publication, and how to know that visitors have it. */
export type Edit = {
  draft: Draft;
  /** Relative to the live tree. */
  file: string;
  /** Stands in the file from then on. */
  marker: string;
};

/** As many as lists and feeds of the newest posts could hold: edits keep away from those. */
const NEWEST_POSTS = 100;
/** Coprime to every size in use: posts far apart, none twice until all have had their turn. */
const STRIDE = 7_919;

/** An edit of a post that nobody has made yet. */
export type PlannedEdit = Omit<Edit, 'draft'> & { postId: string; save: () => Promise<Draft> };

/** Each edited post is another one, so that no file is hot. */
export function createEdits(content: SampleSite, editor: Editor) {
  let count = 0;
  const edited = Math.max(1, content.postCount - NEWEST_POSTS);

  function plan(kind: 'bodyEdit' | 'titleEdit'): PlannedEdit {
    count += 1;
    const marker = `Edit ${count}.`;
    const { id, fields } = content.post((count * STRIDE) % edited);
    const changed =
      kind === 'bodyEdit'
        ? { ...fields, featured: false, body: withParagraph(fields.body, marker) }
        : { ...fields, featured: false, title: `${fields.title} ${marker}` };
    const save = async () => await editor.savePost(await editor.readPost(id), changed);
    return { postId: id, file: fileOf(fields.slug), marker, save };
  }

  /** One edit after the other, saved as drafts. */
  async function prepare(kind: EditKind): Promise<Edit> {
    if (kind !== 'newPost') {
      const { file, marker, save } = plan(kind);
      return { draft: await save(), file, marker };
    }
    count += 1;
    const marker = `Edit ${count}.`;
    const fields = content.newPost(count);
    const draft = await editor.createPost({ ...fields, title: `${fields.title} ${marker}` });
    return { draft, file: fileOf(fields.slug), marker };
  }

  return { plan, prepare };
}

function fileOf(slug: string): string {
  return `blog/${slug}/index.html`;
}
