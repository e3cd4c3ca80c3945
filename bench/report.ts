import type { BenchResult, Goal } from './bench.ts';

const BAR_WIDTH = 30;

/** For people: a bar for each metric, then the goals. */
export function renderTable({ metrics, goals }: BenchResult): string {
  return [...renderMetrics(metrics), '', ...renderGoals(goals)].join('\n');
}

/** For programs: one line. */
export function renderJson(bench: string, { metrics, goals }: BenchResult): string {
  return JSON.stringify({
    bench,
    metrics,
    goals: goals.map(({ name, value, goal, met }) => ({ name, value, goal, met })),
  });
}

function renderMetrics(metrics: BenchResult['metrics']): string[] {
  const entries = Object.entries(metrics);
  const nameWidth = widest(entries.map(([name]) => name));
  const valueWidth = widest(entries.map(([, value]) => formatNumber(value)));
  return entries.map(([name, value]) => {
    const scale = Math.max(
      ...entries.filter(([other]) => unitOf(other) === unitOf(name)).map(([, other]) => other),
    );
    return `  ${name.padEnd(nameWidth)}  ${formatNumber(value).padStart(valueWidth)}  ${bar(value, scale)}`.trimEnd();
  });
}

function renderGoals(goals: readonly Goal[]): string[] {
  const nameWidth = widest(goals.map(({ name }) => name));
  return goals.map(
    ({ name, value, goal, met, direction }) =>
      `  ${met ? 'met   ' : 'MISSED'}  ${name.padEnd(nameWidth)}  ${formatNumber(value)} (goal: ${direction} ${formatNumber(goal)})`,
  );
}

/** The words at the end of a name that are a unit. */
function unitOf(name: string): string {
  return /(?:PerSecond|[A-Z][a-z]*)$/.exec(name)?.[0] ?? name;
}

function bar(value: number, scale: number): string {
  if (!(scale > 0) || value <= 0) return '';
  const eighths = Math.round((value / scale) * BAR_WIDTH * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + ' ▏▎▍▌▋▊▉'.charAt(eighths % 8).trim();
}

function formatNumber(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: value < 1000 ? 3 : 6 }).format(value);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
