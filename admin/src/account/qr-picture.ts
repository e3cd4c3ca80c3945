import { encode } from 'uqr';

/** Cameras need that much that is light around it (ISO/IEC 18004). */
const QUIET_ZONE_MODULES = 4;

export type QrPicture = {
  /** Of each side, in modules. */
  size: number;
  /** The dark modules, as the path of a drawing in which a module is one unit wide. */
  path: string;
};

export function qrPicture(text: string): QrPicture {
  // The least redundancy that there is, and more where it costs no room: a screen has no scratches, and large modules are read from further away.
  const { data } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET_ZONE_MODULES });
  return { size: data.length, path: data.flatMap(pathOfRow).join('') };
}

/** A rectangle for each run of dark modules. */
function pathOfRow(row: readonly boolean[], y: number): string[] {
  const paths: string[] = [];
  let start = 0;
  for (let x = 1; x <= row.length; x++) {
    if (row[x] === row[start]) continue;
    if (row[start] === true) paths.push(`M${start} ${y}h${x - start}v1H${start}z`);
    start = x;
  }
  return paths;
}
