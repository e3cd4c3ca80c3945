/** A cover that is drawn from the slug of a post: the same post has the same one on every page and after every build. */
export type CoverArt = {
  /** Which of the colour sets in `components/CoverArt.astro`. */
  palette: number;
  width: number;
  height: number;
  /** One SVG path for each of the three inks; an ink that was not used has an empty one. */
  paths: readonly [string, string, string];
};

/** As many as the component has. */
const PALETTES = 6;

/** The side of a tile; small, so that paths are made of short numbers. */
const TILE = 8;

/** A tile's shape at (x, y), as an SVG path. */
type Shape = (x: number, y: number) => string;

const T = TILE;
const H = TILE / 2;

const quarters: readonly Shape[] = [
  (x, y) => `M${x} ${y}h${T}a${T} ${T} 0 0 1-${T} ${T}z`,
  (x, y) => `M${x + T} ${y}v${T}a${T} ${T} 0 0 1-${T}-${T}z`,
  (x, y) => `M${x + T} ${y + T}h-${T}a${T} ${T} 0 0 1 ${T}-${T}z`,
  (x, y) => `M${x} ${y + T}v-${T}a${T} ${T} 0 0 1 ${T} ${T}z`,
];

const halves: readonly Shape[] = [
  (x, y) => `M${x} ${y + T}a${H} ${H} 0 0 1 ${T} 0z`,
  (x, y) => `M${x} ${y}a${H} ${H} 0 0 0 ${T} 0z`,
  (x, y) => `M${x} ${y}a${H} ${H} 0 0 1 0 ${T}z`,
  (x, y) => `M${x + T} ${y}a${H} ${H} 0 0 0 0 ${T}z`,
];

const triangles: readonly Shape[] = [
  (x, y) => `M${x} ${y}h${T}l-${T} ${T}z`,
  (x, y) => `M${x + T} ${y}v${T}h-${T}z`,
];

const circle: Shape = (x, y) => `M${x} ${y + H}a${H} ${H} 0 0 1 ${T} 0a${H} ${H} 0 0 1-${T} 0z`;
const square: Shape = (x, y) => `M${x} ${y}h${T}v${T}h-${T}z`;
const bars: Shape = (x, y) => [0, 2, 4, 6].map((down) => `M${x} ${y + down}h${T}v1h-${T}z`).join('');

/** Quarters weigh most: side by side they join into waves and petals, and hold the pattern together. */
const SHAPES: readonly Shape[] = [...quarters, ...quarters, ...halves, ...triangles, circle, square, bars];

/** Of ten tiles two stay bare. */
const BARE = 0.2;

/** A draft that is looked at before it has a title has no slug either. */
export function coverArt(
  slug: string | undefined,
  { columns, rows }: { columns: number; rows: number },
): CoverArt {
  const next = numbersFrom(slug ?? '');
  const palette = Math.floor(next() * PALETTES);
  const paths: [string, string, string] = ['', '', ''];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const shape = SHAPES[Math.floor(next() * SHAPES.length)] ?? square;
      const ink = INKS[Math.floor(next() * INKS.length)] ?? 0;
      if (next() >= BARE) paths[ink] += shape(column * TILE, row * TILE);
    }
  }
  return { palette, width: columns * TILE, height: rows * TILE, paths };
}

/** The first ink leads, the third is a spark. */
const INKS: readonly (0 | 1 | 2)[] = [0, 0, 0, 1, 1, 2];

/** A stream of numbers below 1 that the text decides: FNV-1a to begin with, then a multiplicative walk. */
function numbersFrom(text: string): () => number {
  let state = 0x81_1c_9d_c5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  // Texts that differ in their last letters alone are still near one another.
  state = Math.imul(state ^ (state >>> 16), 0x85_eb_ca_6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2_b2_ae_35);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
