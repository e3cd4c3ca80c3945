/** How well a name fits what is typed: each word of it begins a word of the name, or lies within one. Null where one does not. */
export function matchWords(typed: string, name: string): number | null {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const folded = fold(name);
  let score = 0;
  for (const word of words) {
    const at = folded.indexOf(word);
    if (at === -1) return null;
    const beginsName = at === 0;
    const beginsWord = beginsName || /[\s:·/-]/.test(folded[at - 1] ?? '') || folded.includes(` ${word}`);
    score += beginsName ? 3 : beginsWord ? 2 : 1;
  }
  return score;
}

/** `é` is typed as `e`, and capitals as they come. */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
