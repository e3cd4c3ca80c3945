import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { findComponent } from '../../tests/support/components.ts';
import { gatewaySchema, type Gateway } from '../../tests/support/gateway/gateway-client.ts';
import { openGatewayStarter } from '../../tests/support/gateway/start-gateway.ts';

/** The S3 service of the tests, started for this run; null where the machine has none. */
export async function openBenchGateway(): Promise<(Gateway & { stop: () => Promise<void> }) | null> {
  if (findComponent('radosgw') === null) return null;
  const starter = await openGatewayStarter();
  const socket = connect({ host: '127.0.0.1', port: starter.port });
  await once(socket, 'connect');
  const description = await text(socket);
  if (description === '')
    throw new Error('The S3 service could not be started; the reason is printed above.');
  return { ...gatewaySchema.parse(JSON.parse(description)), stop: () => starter.stop() };
}
