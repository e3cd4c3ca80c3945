/** Above a question there is nothing else to do than to answer it. `besides`: what asks nothing, as a selector. */
export function isAsked(besides = ''): boolean {
  const dialog = besides === '' ? 'dialog:modal' : `dialog:modal:not(${besides})`;
  return document.querySelector(`${dialog}, [aria-modal=true]`) !== null;
}
