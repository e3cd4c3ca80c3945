import type { Attribute } from '@tiptap/core';
import { isValidAttribute, markRules, nodeRule } from '../../../../../model/rich-text/schema.ts';

/** Holds the attributes that this build does not know, so that they are there again when the document is written. */
export const OTHERS = 'others';

/** Written into whatever is copied here. No other page can know it, so what bears it was made here, raw HTML too. */
const OWN = crypto.getRandomValues(new Uint32Array(4)).join('-');

/** The attributes of a node or mark, as the model has them. They are written into its element, and read from there only where the model allows them. */
export function attributesOf(type: string): Record<string, Attribute> {
  const rules = nodeRule(type)?.attributes ?? markRules(type) ?? {};
  const attributes: Record<string, Attribute> = { [OTHERS]: { default: null, rendered: false } };
  for (const [name, rule] of Object.entries(rules)) {
    attributes[name] = {
      default: rule.default ?? null,
      keepOnSplit: name !== 'id' && name !== 'anchor',
      parseHTML: (element) => {
        const value = readValue(element.getAttribute(dataName(name)));
        // Nothing: what the rule has read of the element, or else the default.
        return isValidAttribute(rules, name, value) ? value : null;
      },
      renderHTML: (values: Record<string, unknown>) => {
        const value = values[name] ?? null;
        return value === null ? {} : { [dataName(name)]: JSON.stringify(value) };
      },
    };
  }
  return attributes;
}

/** What a node or mark of ours is recognised by, where it was copied here. */
export function ownElement(type: string): Record<string, string> {
  return { 'data-part': type, 'data-made-in': OWN };
}

export function ownSelector(type: string): string {
  return `[data-part="${type}"][data-made-in="${OWN}"]`;
}

/** Whether it was copied in an editor of this window. */
export function isMadeHere(html: string): boolean {
  return html.includes(`data-made-in="${OWN}"`);
}

function dataName(name: string): string {
  return `data-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function readValue(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
