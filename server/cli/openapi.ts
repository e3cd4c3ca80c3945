import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** The document that `/api/v1/openapi.json` answers with, without a server. */
export function registerOpenapi(program: Command, cli: Cli): void {
  program
    .command('openapi')
    .description('print the OpenAPI 3.1 document of the HTTP API, as JSON')
    .addHelpText('after', examples('stillpress openapi', 'stillpress openapi > openapi.json'))
    .action(async () => {
      const { openApiDocument } = await import('../api/openapi/document.ts');
      const { ROUTES } = await import('../api/routes.ts');
      cli.print(JSON.stringify(openApiDocument(ROUTES), null, 2));
    });
}
