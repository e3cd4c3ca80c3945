/**
 * `api-child.ts PLACE`, where PLACE is JSON: `{ dataDir, databaseUrl?, port? }`. Serves the API over that database, as a web process does, and
 * prints the port.
 */
import { openDatabase } from '../../server/store/database.ts';
import { startApiServer } from '../e2e/api/api-server.ts';

const {
  dataDir,
  databaseUrl,
  port: wanted = 0,
} = JSON.parse(process.argv[2] ?? '') as {
  dataDir: string;
  databaseUrl?: string;
  port?: number;
};
const { port } = await startApiServer(await openDatabase({ dataDir, databaseUrl }), { port: wanted });
process.stdout.write(`${port}\n`);
