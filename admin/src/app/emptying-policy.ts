type Policies = {
  createPolicy: (name: 'default', rules: { createHTML: (text: string) => string | null }) => unknown;
};

/** React Aria empties what was read out by giving it no text. That is all that becomes elements without a policy of its own. */
export function allowEmptying(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  trustedTypes?.createPolicy('default', { createHTML: (text) => (text === '' ? text : null) });
}
