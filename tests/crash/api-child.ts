/**
 * `api-child.ts PLACE`, where PLACE is JSON: `{ dataDir, databaseUrl?, port?, mediaFolder? }`. Serves the API over that database, as a web process does, and
 * prints the port.
 */
import { openDatabase } from '../../server/store/database.ts';
import { startApiServer } from '../e2e/api/api-server.ts';

const {
  dataDir,
  databaseUrl,
  mediaFolder,
  port: wanted = 0,
} = JSON.parse(process.argv[2] ?? '') as {
  dataDir: string;
  databaseUrl?: string;
  port?: number;
  mediaFolder?: string;
};
const { port } = await startApiServer(await openDatabase({ dataDir, databaseUrl }), {
  port: wanted,
  ...(mediaFolder !== undefined && { mediaFolder }),
});
process.stdout.write(`${port}\n`);
