const CODES = /^[a-z0-9-]+(\.[a-z0-9-]+)*([ ,]+[a-z0-9-]+(\.[a-z0-9-]+)*)*$/;

/** `said`: each action that there is, with its words. */
type Said = ReadonlyMap<string, string>;

/** The actions that somebody looks for, as the API takes them: by their codes, or by words. Null where there are none. */
export function actionsMeant(typed: string, said: Said): string | null {
  const text = typed.trim();
  const codes = text.split(/[ ,]+/);
  if (CODES.test(text) && codes.every((code) => code.includes('.') || isGroup(code, said)))
    return codes.join(',');
  const words = text.toLocaleLowerCase();
  const exact = [...said].filter(([, sentence]) => sentence.toLocaleLowerCase() === words);
  const near = [...said].filter(([, sentence]) => sentence.toLocaleLowerCase().includes(words));
  const found = exact.length > 0 ? exact : near;
  return found.length === 0 ? null : found.map(([code]) => code).join(',');
}

function isGroup(word: string, said: Said): boolean {
  return [...said.keys()].some((code) => code.startsWith(`${word}.`));
}

/** As it stands in the field: one action by its words, others by their codes. */
export function wordsOfActions(action: string | undefined, said: Said): string | undefined {
  return action === undefined ? undefined : (said.get(action) ?? action.replaceAll(',', ', '));
}
