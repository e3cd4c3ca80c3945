import { i18n, type Messages } from '@lingui/core';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

/** What is said by the frame and the lists; by the form of an entry; by everything else. `lingui.config.ts` says what lies where. */
export type Words = 'frame' | 'editor' | 'rest';

const KEY = 'stillpress.language';

const CATALOGS: Record<Language, Record<Words, () => Promise<{ messages: Messages }>>> = {
  en: {
    frame: () => import('./frame/en.po'),
    editor: () => import('./editor/en.po'),
    rest: () => import('./en.po'),
  },
  de: {
    frame: () => import('./frame/de.po'),
    editor: () => import('./editor/de.po'),
    rest: () => import('./de.po'),
  },
};

/** So far; it comes along when the language changes. */
const needed = new Set<Words>(['frame']);
const learnt = new Map<Words, Promise<void>>();
let chosen: Language = 'en';

/** As chosen here, and as the browser prefers where nobody has chosen. */
export function preferredLanguage(): Language {
  const wished = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  return wished.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export async function speak(language: Language): Promise<void> {
  chosen = language;
  const catalogs = await Promise.all(Array.from(needed, (words) => CATALOGS[language][words]()));
  // Somebody has chosen another one meanwhile.
  if (language !== chosen) return await speak(chosen);
  const messages = Object.fromEntries(catalogs.flatMap((catalog) => Object.entries(catalog.messages)));
  // A date is written as it is where the browser is: a day before its month, or after it.
  const locales = [...navigator.languages.filter((tag) => tag.startsWith(language)), language];
  i18n.loadAndActivate({ locale: language, locales, messages });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await speak(language);
}

/** Loads a part of the screen together with its words. */
export function withWords<Part>(words: Words, load: () => Promise<Part>): () => Promise<Part> {
  return async () => {
    const [part] = await Promise.all([load(), learn(words)]);
    return part;
  };
}

async function learn(words: Words): Promise<void> {
  needed.add(words);
  const learning = learnt.get(words) ?? speak(chosen);
  learnt.set(words, learning);
  try {
    await learning;
  } catch (error) {
    // The next one who needs them asks again.
    learnt.delete(words);
    throw error;
  }
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}
