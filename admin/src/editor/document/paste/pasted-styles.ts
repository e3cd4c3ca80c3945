/** Styles and handlers of what is pasted are never applied: the browser finds none, and refuses none aloud. What was said of styles is read. */
export const HIDDEN = 'data-pasted-';
export const PASTED_STYLE = `${HIDDEN}style`;

export function hideStyles(html: string): string {
  return html
    .replaceAll(/(?<=[\s"'/])(?=(?:style|on[a-z]+)\s*=)/gi, HIDDEN)
    .replaceAll(/(?<=<\/?)(?=(?:style|base)\b)/gi, HIDDEN);
}

export function styleOf(element: Element, name: string): string {
  const style = element.getAttribute(PASTED_STYLE) ?? '';
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    if (declaration.slice(0, colon).trim().toLowerCase() === name)
      return declaration
        .slice(colon + 1)
        .trim()
        .toLowerCase();
  }
  return '';
}

const INLINE = 'span, font, b, strong, i, em, a, u, s';

/** What looks bold is bold; everything else about looks is the site's. */
export function stylesToTags(root: HTMLElement): void {
  for (const element of root.querySelectorAll(INLINE)) {
    const weight = styleOf(element, 'font-weight');
    const isHeading = element.closest('h1, h2, h3, h4, h5, h6, th') !== null;
    if (element.matches('b, strong') && /^(?:normal|[1-5]00)$/.test(weight)) {
      unwrap(element);
      continue;
    }
    if (element.matches('i, em') && styleOf(element, 'font-style') === 'normal') {
      unwrap(element);
      continue;
    }
    if (/^(?:bold(?:er)?|[6-9]00)$/.test(weight) && !isHeading) wrapContent(element, 'strong');
    if (styleOf(element, 'font-style') === 'italic') wrapContent(element, 'em');
    if (/line-through/.test(styleOf(element, 'text-decoration'))) wrapContent(element, 's');
    const height = styleOf(element, 'vertical-align');
    if (height === 'super' || height === 'sub') wrapContent(element, height === 'sub' ? 'sub' : 'sup');
  }
  // Word fills and aligns with spaces that do not break.
  for (const element of root.querySelectorAll('[class*="Mso"] span, span[data-pasted-style*="mso-"]')) {
    if (/^\u00A0+\s*$/.test(element.textContent ?? '')) element.textContent = ' ';
  }
}

export function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function wrapContent(element: Element, tag: string): void {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}
