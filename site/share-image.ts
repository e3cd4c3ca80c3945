import { coverArt } from './cover-art.ts';
import { breakLines, drawable, EM, type DrawnLine } from './drawn-text.ts';

/** What is shown where somebody shares a post: its cover, its title and its authors, as an SVG that is made into a picture when it is published. */
export const SHARE_SIZE = { width: 1200, height: 630 };

export type Shared = {
  slug: string;
  title: string;
  /** Such as the names of the authors. */
  byline: string;
  siteTitle: string;
};

const MARGIN = 72;
const ROOM = SHARE_SIZE.width - 2 * MARGIN;
const ART_ROWS = 3;
const ROW_HEIGHT = 80;
const COLUMNS = SHARE_SIZE.width / ROW_HEIGHT;

/** The first in which the title is whole; in the smallest it is cut off. */
const SMALLEST = { size: 58, lines: 3 };
const TITLE_SIZES = [{ size: 72, lines: 2 }, SMALLEST];
const LINE_HEIGHT = 1.12;
const SMALL = 30;

const PAPER = '#fbfaf6';
const INK = '#1f1c18';
const INK_SOFT = '#635c52';

/** As those of `components/CoverArt.astro` in the light. */
const FIRST_COLOURS = {
  ground: '#f1e6d6',
  inks: ['#b5482a', '#3a2a22', '#e0a63e'],
};
export const COVER_COLOURS = [
  FIRST_COLOURS,
  { ground: '#e4eae2', inks: ['#34695a', '#20332d', '#d98e5b'] },
  { ground: '#e4e8f0', inks: ['#3d5f9e', '#222c47', '#e08f73'] },
  { ground: '#f2e3df', inks: ['#96455a', '#3f2029', '#dba957'] },
  { ground: '#ebe9da', inks: ['#7b7a34', '#33331c', '#c25f3c'] },
  { ground: '#e2ebec', inks: ['#2c7580', '#18383e', '#dd7f55'] },
];

export function shareImage({ byline, siteTitle, slug, ...shared }: Shared): string {
  const title = drawable(shared.title);
  const hasTitle = title !== '';
  const { height, width } = SHARE_SIZE;
  // A title in a script that the font does not have would be full of gaps: the cover takes its room.
  const rows = hasTitle ? ART_ROWS : ART_ROWS + 3;
  const bottom = height - MARGIN + SMALL / 3;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    drawnCover(slug, rows),
    ...(hasTitle ? titleLines(title, { top: rows * ROW_HEIGHT, bottom: bottom - 1.6 * SMALL }) : []),
    drawn(breakLines(drawable(byline), { most: 1, width: 0.6 * roomFor(SMALL) })[0], {
      x: MARGIN,
      y: bottom,
      size: SMALL,
      fill: INK,
    }),
    siteName(siteTitle, bottom),
    '</svg>',
  ].join('');
}

function drawnCover(slug: string, rows: number): string {
  const { height, palette, paths, width } = coverArt(slug, { columns: COLUMNS, rows });
  const { ground, inks } = COVER_COLOURS[palette] ?? FIRST_COLOURS;
  const shapes = inks.map((ink, index) => `<path fill="${ink}" d="${paths[index]}"/>`);
  return [
    `<svg width="${SHARE_SIZE.width}" height="${rows * ROW_HEIGHT}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${ground}"/>`,
    ...shapes,
    '</svg>',
  ].join('');
}

/** How long a line of this size may be. */
function roomFor(size: number): number {
  return (ROOM * EM) / size;
}

/** In the middle of the room that is left between cover and names. */
function titleLines(title: string, { bottom, top }: { top: number; bottom: number }): string[] {
  const { lines: most, size } =
    TITLE_SIZES.find(
      (one) => breakLines(title, { most: Infinity, width: roomFor(one.size) }).length <= one.lines,
    ) ?? SMALLEST;
  const lines = breakLines(title, { most, width: roomFor(size) });
  const step = size * LINE_HEIGHT;
  const y = (top + bottom) / 2 - ((lines.length - 1) * step) / 2 + size * 0.34;
  return lines.map((line, index) => drawn(line, { x: MARGIN, y: y + index * step, size, fill: INK }));
}

function siteName(siteTitle: string, y: number): string {
  const [line] = breakLines(drawable(siteTitle), { most: 1, width: 0.4 * roomFor(SMALL) });
  if (line === undefined) return '';
  const x = SHARE_SIZE.width - MARGIN - (line.width * SMALL) / EM;
  return drawn(line, { x, y, size: SMALL, fill: INK_SOFT });
}

type Place = { x: number; y: number; size: number; fill: string };

function drawn(line: DrawnLine | undefined, { fill, size, x, y }: Place): string {
  if (line === undefined || line.shapes.length === 0) return '';
  const shapes = line.shapes.map((shape) => `<path transform="translate(${shape.x})" d="${shape.path}"/>`);
  const scale = size / EM;
  return `<g fill="${fill}" transform="translate(${round(x)} ${round(y)}) scale(${scale})">${shapes.join('')}</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
