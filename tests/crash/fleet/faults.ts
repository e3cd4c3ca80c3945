import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayProxy } from '../../support/gateway/gateway-proxy.ts';
import type { TestNginx } from '../../support/start-nginx.ts';
import type { Fleet, Member } from './fleet.ts';
import type { Visitors } from './visitors.ts';

export type Fault = { kind: string; inject: () => Promise<void> };

type Victims = {
  fleet: Fleet;
  /** What visitors read, where the target is a folder. */
  site: { nginx: TestNginx; visitors: Visitors } | null;
  /** Where the target is a bucket. */
  gateway: GatewayProxy | null;
};

/** Longer than a lease runs on without a sign of life. */
const PAUSE_MS = 9_000;
const CUT_MAX_MS = 1_500;

/** Whatever can happen to a fleet, each by itself: it is over when the function is, and what was ended is started again by its manager. */
export function faultsOf({ fleet, gateway, site }: Victims): Fault[] {
  const { cluster, members } = fleet;
  const kill = (which: (member: Member) => boolean) => async (): Promise<void> => {
    anyOf(members.filter((member) => member.isUp() && which(member)))?.signal('SIGKILL');
  };
  const cutOff = (role: Member['role']) => async (): Promise<void> => {
    const member = anyOf(members.filter((one) => one.role === role));
    member?.network.cut();
    await delay(Math.random() * CUT_MAX_MS);
    member?.network.mend();
  };
  return [
    { kind: 'a web process is killed', inject: kill(({ role }) => role === 'web') },
    {
      kind: 'a worker that stands by is killed',
      inject: kill(({ leads, role }) => role === 'worker' && !leads()),
    },
    {
      kind: 'the worker that leads is killed',
      inject: kill(({ leads, role }) => role === 'worker' && leads()),
    },
    {
      kind: 'the worker that leads is stopped for longer than its lease, and woken',
      inject: () => pause(members),
    },
    { kind: 'PostgreSQL is killed', inject: () => cluster.crash() },
    { kind: 'the network between a web process and PostgreSQL is cut', inject: cutOff('web') },
    { kind: 'the network between a worker and PostgreSQL is cut', inject: cutOff('worker') },
    ...(site === null
      ? []
      : [{ kind: 'nginx is killed', inject: () => site.visitors.lookAway(() => site.nginx.crash()) }]),
    ...(gateway === null
      ? []
      : [
          { kind: 'the S3 service answers 503', inject: () => judging(gateway, () => 503) },
          { kind: 'the S3 service ends connections', inject: () => judging(gateway, () => 'cut') },
          {
            kind: 'the S3 service refuses what is written',
            inject: () => judging(gateway, (asked) => (asked.startsWith('PUT') ? 500 : null)),
          },
        ]),
  ];
}

async function pause(members: readonly Member[]): Promise<void> {
  const leader = members.find((member) => member.isUp() && member.leads());
  leader?.signal('SIGSTOP');
  await delay(PAUSE_MS);
  leader?.signal('SIGCONT');
}

async function judging(gateway: GatewayProxy, rule: Parameters<GatewayProxy['judge']>[0]): Promise<void> {
  gateway.judge(rule);
  await delay(Math.random() * CUT_MAX_MS);
  gateway.judge(() => null);
}

function anyOf<Each>(all: readonly Each[]): Each | undefined {
  return all[Math.floor(Math.random() * all.length)];
}
