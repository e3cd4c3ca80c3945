type Rules = Record<'createHTML' | 'createScriptURL', (text: string) => string | null>;
type Policies = { createPolicy: (name: 'default', rules: Rules) => unknown };

/**
 * React Aria empties what was read out by giving it no text: that is all that becomes elements without a policy of its own. Of scripts, only those that were
 * built with this one: the worker that has the stream of events.
 */
export function setDefaultPolicy(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  trustedTypes?.createPolicy('default', {
    createHTML: (text) => (text === '' ? text : null),
    createScriptURL: (address) => (isOwnScript(address) ? address : null),
  });
}

function isOwnScript(address: string): boolean {
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && pathname.startsWith(`${import.meta.env.BASE_URL}assets/`);
}
