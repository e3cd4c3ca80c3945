import { Option } from 'commander';
import type { Command } from 'commander';
import { DELIVERY_STATES } from '../../model/api/webhook.ts';
import type { DeliveryState } from '../store/webhook-deliveries.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** What other programs are told, and whether they took it. */
export function registerWebhooks(program: Command, cli: Cli): void {
  const webhooks = program
    .command('webhooks')
    .description('show what other programs are told and what they answered, send it again')
    .addHelpText('after', examples('stillpress webhooks list', 'stillpress webhooks deliveries ID'));

  webhooks
    .command('list')
    .description('the webhooks, and which of them fail')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress webhooks list', 'stillpress webhooks list --json'))
    .action(async ({ json }: { json?: true }) => {
      const { showWebhooks } = await import('./webhook-commands.ts');
      await showWebhooks(cli, { json: json === true });
    });

  registerDeliveries(webhooks, cli);

  webhooks
    .command('redeliver')
    .description('send a delivery again, under the same id')
    .argument('<id>', 'the id of the delivery')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress webhooks redeliver ID'))
    .action(async (id: string, { json }: { json?: true }) => {
      const { sendAgain } = await import('./webhook-commands.ts');
      await sendAgain(cli, { id, json: json === true });
    });
}

type DeliveriesOptions = { state?: DeliveryState; limit: number; json?: true };

function registerDeliveries(webhooks: Command, cli: Cli): void {
  webhooks
    .command('deliveries')
    .description('what was sent to a webhook, the newest first')
    .argument('<id>', 'the id of the webhook')
    .addOption(new Option('--state <state>', 'only deliveries in this state').choices(DELIVERY_STATES))
    .option('--limit <number>', 'how many', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress webhooks deliveries ID',
        'stillpress webhooks deliveries ID --state failed --json',
      ),
    )
    .action(async (id: string, { json, ...filter }: DeliveriesOptions) => {
      const { showDeliveries } = await import('./webhook-commands.ts');
      await showDeliveries(cli, { id, ...filter, json: json === true });
    });
}
