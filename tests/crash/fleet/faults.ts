import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayProxy, Verdict } from '../../support/gateway/gateway-proxy.ts';
import type { TestNginx } from '../../support/start-nginx.ts';
import { clockLibrary, type Fleet, type Member } from './fleet.ts';
import type { Visitors } from './visitors.ts';

export type Fault = { kind: string; inject: () => Promise<void> };

type Victims = {
  fleet: Fleet;
  /** What visitors read, where the target is a folder. */
  site: { nginx: TestNginx; visitors: Visitors } | null;
  /** Where the target is a bucket. `crash`: of the service itself. */
  gateway: (Pick<GatewayProxy, 'judge'> & { crash: () => Promise<void> }) | null;
};

/** Longer than a lease runs on without a sign of life. */
const PAUSE_MS = 9_000;
const CLOCK_OFF_MS = 4_000;
const CUT_MAX_MS = 1_500;
/** Somebody has set a clock wrong, by hand or by a time server. */
const CLOCK_OFF_MAX_SECONDS = 3_600;

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
  const jump = (role: Member['role']) => async (): Promise<void> => {
    const member = anyOf(members.filter((one) => one.role === role));
    member?.setClock(Math.round((Math.random() * 2 - 1) * CLOCK_OFF_MAX_SECONDS));
    await delay(CLOCK_OFF_MS);
    member?.setClock(0);
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
    ...(clockLibrary === null
      ? []
      : [
          { kind: 'the clock of a web process jumps, and back', inject: jump('web') },
          { kind: 'the clock of a worker jumps, and back', inject: jump('worker') },
        ]),
    ...(site === null
      ? []
      : [{ kind: 'nginx is killed', inject: () => site.visitors.lookAway(() => site.nginx.crash()) }]),
    ...(gateway === null
      ? []
      : [
          { kind: 'the S3 service is killed', inject: () => gateway.crash() },
          ...judgements(gateway, {
            'the S3 service answers 503': () => 503,
            'the S3 service ends connections': () => 'cut',
            'the S3 service ends connections in the middle of a body': () => 'half',
            'the S3 service is slow': () => 'slow',
            'the S3 service refuses what is written': (asked) => (asked.startsWith('PUT') ? 500 : null),
          }),
        ]),
  ];
}

async function pause(members: readonly Member[]): Promise<void> {
  const leader = members.find((member) => member.isUp() && member.leads());
  leader?.signal('SIGSTOP');
  await delay(PAUSE_MS);
  leader?.signal('SIGCONT');
}

type Judging = Pick<GatewayProxy, 'judge'>;

function judgements(gateway: Judging, rules: Record<string, (asked: string) => Verdict>): Fault[] {
  return Object.entries(rules).map(([kind, rule]) => ({
    kind,
    inject: async () => {
      gateway.judge(rule);
      await delay(Math.random() * CUT_MAX_MS);
      gateway.judge(() => null);
    },
  }));
}

function anyOf<Each>(all: readonly Each[]): Each | undefined {
  return all[Math.floor(Math.random() * all.length)];
}
