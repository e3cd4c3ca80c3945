/** What a program that makes pictures is told, and what it answers. */
export type MediaWork = {
  /** To work in: made by whoever asks, and empty. */
  folder: string;
  /** Uploaded files. */
  pictures: readonly string[];
};

export type MediaDone = {
  ms: number;
  peakRssMb: number;
  /** WebP and AVIF. */
  variants: number;
  /** SHA-256 of everything that was made, sorted, and the placeholders: both sides have to do the same. */
  made: readonly string[];
};

export function readWork(): MediaWork {
  return JSON.parse(process.argv[2] ?? '') as MediaWork;
}

export function tellDone({ made, ...done }: Omit<MediaDone, 'peakRssMb'>): void {
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    `${JSON.stringify({ ...done, peakRssMb, made: made.toSorted() } satisfies MediaDone)}\n`,
  );
}
