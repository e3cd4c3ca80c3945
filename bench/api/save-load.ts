/** What the processes of the `api` bench tell each other. */
export type DatabaseAddress = { databaseUrl?: string; dataDir: string };

export type SavedEntry = { id: string; versionId: string };

export type LoadOrder = { port: number; cookie: string; entries: SavedEntry[]; milliseconds: number };

export type LoadResult = { savesPerSecond: number; latenciesMs: number[]; entries: SavedEntry[] };
