import { createRandom, type Random } from './random.ts';

const WORDS =
  `morning light harbour letter paper window garden winter market village river bridge stone forest evening train station
  ticket letter answer question silence number colour picture memory teacher baker sailor painter neighbour stranger
  kitchen table candle bread salt water wind rain snow summer island shore tide boat lamp door key road field hill
  quiet narrow bright heavy early late certain plain patient careful sudden distant familiar ordinary
  walked waited wrote carried opened followed remembered counted promised returned listened measured borrowed mended
  the a their every another some before after against beside beyond without toward under over between during
  and but while because until whenever although`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Made once: a hundred thousand posts take some five million sentences. */
const SENTENCES = makeSentences();

export function sentence(random: Random): string {
  return random.pick(SENTENCES);
}

function makeSentences(): string[] {
  const random = createRandom(1);
  return Array.from({ length: 5_000 }, () => {
    const words = Array.from({ length: 7 + random.integer(14) }, () => random.pick(WORDS));
    const comma = random.integer(words.length - 3) + 1;
    const text = words.map((word, index) => (index === comma ? `${word},` : word)).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  });
}

/** Words with a capital first: a title, a heading, a name. */
export function headline(random: Random, length: number): string {
  const text = Array.from({ length }, () => random.pick(WORDS)).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
