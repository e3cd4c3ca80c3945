import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

export type RequestAnswered = {
  method: string;
  /** Of the API, as its router has it; of all else what it belongs to, so that no visitor can make up new ones. */
  route: string;
  status: number;
  ms: number;
};

/** Streams are not among them: how long somebody listens says nothing of the server. */
export function createRequestMetrics(registry: Registry): {
  requestAnswered: (answered: RequestAnswered) => void;
} {
  const seconds = new Histogram({
    name: 'stillpress_http_request_seconds',
    help: 'From the arrival of a request until its answer was sent, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers: [registry],
  });
  return {
    requestAnswered: ({ method, ms, route, status }) =>
      seconds.observe({ method, route, status: String(status) }, ms / 1_000),
  };
}
