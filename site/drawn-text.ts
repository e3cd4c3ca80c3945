import latinExtended from '@fontsource/newsreader/files/newsreader-latin-ext-600-normal.woff?inline';
import latin from '@fontsource/newsreader/files/newsreader-latin-600-normal.woff?inline';
import vietnamese from '@fontsource/newsreader/files/newsreader-vietnamese-600-normal.woff?inline';
import { parse, type Command, type Font, type Glyph } from 'opentype.js';

/**
 * Text as shapes, for pictures: the same on every machine, whatever fonts it has. A site that is written in another script puts a font of it here.
 */
const FILES = [latin, latinExtended, vietnamese];

/** Shapes are kept in this many units an em; whoever draws scales them. */
export const EM = 1000;

export type DrawnLine = {
  /** In units. */
  width: number;
  /** Each at its place on the line, which begins at 0 and stands on the base line. */
  shapes: readonly { x: number; path: string }[];
};

const LETTER = /[\p{L}\p{N}]/u;

/** What there are shapes for: arrows and emoji may be left out, and a word that lacks letters is none. Empty where there is no shape for each letter. */
export function drawable(text: string): string {
  const kept: string[] = [];
  for (const character of text) {
    if (faceFor(character) !== undefined) kept.push(character);
    else if (LETTER.test(character)) return '';
  }
  return kept.join('').replace(/\s+/g, ' ').trim();
}

/** A character without a shape is left out. */
function drawLine(text: string): DrawnLine {
  const shapes: { x: number; path: string }[] = [];
  let x = 0;
  for (const { characters, face } of runsOf(text)) {
    const scale = EM / face.font.unitsPerEm;
    let before: Glyph | undefined;
    for (const glyph of face.font.stringToGlyphs(characters)) {
      if (before !== undefined) x += face.font.getKerningValue(before, glyph) * scale;
      const path = shapeOf(face, glyph);
      if (path !== '') shapes.push({ x: Math.round(x), path });
      x += (glyph.advanceWidth ?? 0) * scale;
      before = glyph;
    }
  }
  return { width: x, shapes };
}

/** As many words a line as there is room for; a word that is longer than a line has one of its own, and more lines than `most` end in an ellipsis. */
export function breakLines(text: string, { most, width }: { most: number; width: number }): DrawnLine[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && drawLine(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] += '…';
  return shown.map((line) => drawLine(fitting(line, width)));
}

function fitting(line: string, width: number): string {
  if (drawLine(line).width <= width) return line;
  const characters = Array.from(line.replace(/…$/, ''));
  while (characters.length > 1 && drawLine(`${characters.join('')}…`).width > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

type Face = { font: Font; shapes: Map<number, string> };
let faces: readonly Face[] | undefined;

/** They are read when the first picture is drawn. */
function allFaces(): readonly Face[] {
  return (faces ??= FILES.map((file) => ({ font: parse(bytesOf(file)), shapes: new Map<number, string>() })));
}

function bytesOf(dataUrl: string): ArrayBuffer {
  const base64 = dataUrl.slice(dataUrl.indexOf(',') + 1);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
}

function faceFor(character: string): Face | undefined {
  return allFaces().find(({ font }) => font.charToGlyphIndex(character) !== 0);
}

function runsOf(text: string): { characters: string; face: Face }[] {
  const runs: { characters: string; face: Face }[] = [];
  for (const character of text) {
    const face = faceFor(character);
    if (face === undefined) continue;
    const last = runs.at(-1);
    if (last?.face === face) last.characters += character;
    else runs.push({ characters: character, face });
  }
  return runs;
}

/** Letters come again and again. */
function shapeOf({ shapes }: Face, glyph: Glyph): string {
  const known = shapes.get(glyph.index);
  if (known !== undefined) return known;
  const path = glyph.getPath(0, 0, EM).commands.map(written).join('');
  shapes.set(glyph.index, path);
  return path;
}

/** The package's own way to write paths runs numbers together that round to zero from below. */
function written({ type, x, x1, x2, y, y1, y2 }: Command): string {
  const numbers = [x1, y1, x2, y2, x, y].flatMap((value) => (value === undefined ? [] : Math.round(value)));
  return `${type}${numbers.join(' ')}`;
}
