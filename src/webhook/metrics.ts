/** What Prometheus reads: how many deliveries of each source were taken or refused, and how long it took. */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Fault } from './refusal.ts';

export interface Metrics {
  contentType: string;
  delivered: (source: string, outcome: string, ms: number) => void;
  refused: (source: string, fault: Fault | 'fault') => void;
  text: () => Promise<string>;
}

/** @param sources - those that exist: whatever else is asked for counts as one, since strangers choose the names. */
export function createMetrics(sources: readonly string[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const deliveries = new Counter({
    name: 'recovery_webhook_deliveries_total',
    help: 'Deliveries taken, by what became of them',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'recovery_webhook_refusals_total',
    help: 'Deliveries refused, by fault',
    labelNames: ['source', 'fault'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'recovery_webhook_seconds',
    help: 'From the last byte of a delivery to its answer',
    labelNames: ['source'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [registry],
  });
  const known = (source: string): string => (sources.includes(source) ? source : 'unknown');
  return {
    contentType: registry.contentType,
    delivered(source, outcome, ms) {
      deliveries.inc({ source: known(source), outcome });
      seconds.observe({ source: known(source) }, ms / 1000);
    },
    refused: (source, fault) => refusals.inc({ source: known(source), fault }),
    text: () => registry.metrics(),
  };
}
