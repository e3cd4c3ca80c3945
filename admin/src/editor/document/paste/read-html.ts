import { hideStyles } from './pasted-styles.ts';

type Policy = { createHTML: (html: string) => string };
type Policies = { createPolicy: (name: string, rules: Policy) => Policy };

/** The one policy by which text becomes elements: in a document apart from the page, which runs and loads nothing. */
let policy: Policy | null = null;

export function readPastedHtml(html: string): HTMLElement {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const rules: Policy = { createHTML: (text) => text };
  policy ??= trustedTypes?.createPolicy('ProseMirrorClipboard', rules) ?? rules;
  return new DOMParser().parseFromString(policy.createHTML(hideStyles(html)), 'text/html').body;
}
