import type { Plugin } from 'vite';

type Node = Readonly<Record<string, unknown>>;
type TextNode = Node & { start: number; end: number };

/**
 * Marks every `<script>` and `<style>` that a template itself writes into its page: those with `is:inline` or `define:vars`, since Astro has
 * taken the others out by then. What content brings along has no mark, and gets no place in the content security policy.
 */
export function markInlineElements(mark: string): Plugin {
  return {
    name: 'stillpress-inline-elements',
    applyToEnvironment: ({ name }) => name !== 'client',
    transform: {
      filter: { id: /\.astro$/, code: OPENING },
      handler(code) {
        const texts = textsOfTemplates(this.parse(code));
        let marked = '';
        let copied = 0;
        for (const { end, start } of texts) {
          marked += code.slice(copied, start) + code.slice(start, end).replaceAll(OPENINGS, `$& ${mark}`);
          copied = end;
        }
        // Lines stay what they are, and more than the line is not asked of the source maps.
        return { code: marked + code.slice(copied), map: null };
      },
    },
  };
}

const OPENING = /<(?:script|style)\b/i;
const OPENINGS = new RegExp(OPENING, 'gi');

/** What the compiler calls the function that makes a page of a template's markup. */
const RENDER = '$$render';

/** The markup as it stands in the template, in the order of the code. */
function textsOfTemplates(program: unknown): TextNode[] {
  const texts: TextNode[] = [];
  collectTexts(program, texts);
  return texts.sort((a, b) => a.start - b.start);
}

function collectTexts(value: unknown, texts: TextNode[]): void {
  if (Array.isArray(value)) for (const item of value) collectTexts(item, texts);
  else if (isNode(value)) {
    if (
      value['type'] === 'TaggedTemplateExpression' &&
      isNode(value['tag']) &&
      value['tag']['name'] === RENDER
    ) {
      const { quasis } = value['quasi'] as { quasis: readonly TextNode[] };
      texts.push(...quasis);
    }
    for (const child of Object.values(value)) collectTexts(child, texts);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
