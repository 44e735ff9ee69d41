import { describe, expect, it } from 'vitest';
import { KilledByChaos } from '../../src/chaos/chaos-line.ts';
import { runSeed } from '../../src/chaos/run-seed.ts';
import type { Fact } from '../../src/domain/fact.ts';
import type { World } from '../../src/domain/ports.ts';

const HOURS = 3;
const KILL_AT_HOURS = 1.5;
const DECISIONS = ['entry.approved', 'order.intended', 'cycle.opened', 'cycle.closed'];

/** Dies at the first instant after so long at which every order is over, and lives on at once. */
const dyingOnce = () => {
  const open = new Set<string>();
  let startAtMs: number | undefined;
  let diedAtMs: number | undefined;
  return {
    diedAtMs: () => diedAtMs,
    world: (line: World): World =>
      new Proxy(line, {
        get: (target, key) => {
          if (key === 'perform')
            return (request: Parameters<World['perform']>[0]) => {
              if (request.kind === 'submit') open.add(request.order.clientOrderId);
              target.perform(request);
            };
          if (key !== 'next') return Reflect.get(target, key) as unknown;
          return async (deadlineAtMs: Parameters<World['next']>[0]) => {
            const inputs = await target.next(deadlineAtMs);
            if (inputs === 'ended') return inputs;
            for (const input of inputs)
              if (input.kind === 'report' && input.report.kind === 'done') open.delete(input.report.clientOrderId);
            const nowMs = inputs[0]?.atMs ?? 0;
            startAtMs ??= nowMs;
            if (diedAtMs !== undefined || open.size > 0 || nowMs < startAtMs + KILL_AT_HOURS * 3_600_000) return inputs;
            diedAtMs = nowMs;
            throw new KilledByChaos();
          };
        },
      }),
  };
};

/**
 * What was decided after an instant, to the second. Ids hold the number of the input, which a restart shifts, and the
 * venues draw latencies by id: milliseconds, prices and with them sizes are another draw of the same dice.
 */
const decidedAfter = (facts: readonly Fact[], fromMs: number): readonly string[] =>
  facts
    .filter(({ type, atMs }) => atMs > fromMs && DECISIONS.includes(type))
    .map(({ type, actor, atMs, body }) => {
      const { market, side, purpose, reason, long, short } = body;
      const about = [market, side, purpose, reason, long, short].filter((word) => typeof word === 'string');
      return [Math.floor(atMs / 1000), type, actor.startsWith('order/') ? 'order' : actor, ...about].join(' ');
    })
    .toSorted();

describe('a restart with nothing in flight', () => {
  for (const seed of [2, 3, 4])
    it(`leads to the same decisions as none: seed ${seed}`, async () => {
      const [went, died]: [Fact[], Fact[]] = [[], []];
      const dying = dyingOnce();
      const without = await runSeed({ seed, hours: HOURS, chances: {}, onFact: (fact) => went.push(fact) });
      const doubles = { world: dying.world, downMs: 0 };
      const again = await runSeed({ seed, hours: HOURS, chances: {}, doubles, onFact: (fact) => died.push(fact) });
      expect([without.failure, again.failure, again.counts.lives]).toEqual([undefined, undefined, 2]);
      const fromMs = dying.diedAtMs() ?? Infinity;
      expect(decidedAfter(died, fromMs)).toEqual(decidedAfter(went, fromMs));
      expect(decidedAfter(went, fromMs).length).toBeGreaterThan(3);
    });
});
