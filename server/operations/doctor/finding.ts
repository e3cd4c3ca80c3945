/** What a look at one part of an installation came to. */
export type Finding = {
  state: 'ok' | 'warn' | 'fail';
  says: string;
  /** What to do about it; null where nothing has to be done. */
  todo: string | null;
};

export type Examined = Finding & { check: string };

export type Check = {
  /** One word or two. */
  check: string;
  look: () => Promise<Finding>;
};

export const ok = (says: string): Finding => ({ state: 'ok', says, todo: null });
export const warn = (says: string, todo: string): Finding => ({ state: 'warn', says, todo });
export const fail = (says: string, todo: string): Finding => ({ state: 'fail', says, todo });

/** The worst of several: all that is said of that, with what to do about the first. */
export function worstOf(findings: readonly Finding[], { otherwise }: { otherwise: string }): Finding {
  for (const state of ['fail', 'warn'] as const) {
    const found = findings.filter((finding) => finding.state === state);
    if (found.length > 0)
      return {
        state,
        says: found.map(({ says }) => says).join('; '),
        todo: found.map(({ todo }) => todo).join(' '),
      };
  }
  return ok(otherwise);
}
