import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineStatus } from '../../../src/engine/view/status.ts';
import type { Running } from './processes.ts';

const ASK_EVERY_MS = 100;

/** Somebody at the page of one life of the command: speaks through its API as long as it lives. */
export class Operator {
  readonly #life: Running;
  readonly #page: Promise<{ readonly url: string; readonly token: string } | undefined>;
  #isOver = false;

  constructor(life: Running) {
    this.#life = life;
    this.#page = life
      .said(/Watch it at (\S+)\/#token=(\S+)/)
      .then((found) => (found === undefined ? undefined : { url: found[1] ?? '', token: found[2] ?? '' }));
    void life.ended.then(() => (this.#isOver = true));
  }

  /** Says it until it is taken: a coin that has just entered is not known to the page yet. */
  async say(command: Readonly<Record<string, string>>): Promise<void> {
    const page = await this.#page;
    if (page === undefined) return;
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${page.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(command),
    };
    while (!this.#isOver) {
      const answer = await fetch(`${page.url}/api/command`, request).catch(() => undefined);
      if (answer?.status === 202) return;
      await sleep(ASK_EVERY_MS);
    }
  }

  /** Leaves every coin once it is hedged and lets it in again once it is flat. */
  async keepBusy(): Promise<void> {
    this.#life.onLine((fact) => {
      const coin = String(fact['actor']).split('/')[1] ?? '';
      if (fact.type === 'position.hedged') void this.say({ command: 'unwind', coin });
      if (fact.type === 'cycle.closed') void this.say({ command: 'resume' });
    });
    await this.#life.line('recovery.completed').catch(() => undefined);
    const held = (await this.status())?.positions.filter(({ state }) => state.startsWith('hedged')) ?? [];
    await Promise.all(held.map(({ coin }) => this.say({ command: 'unwind', coin })));
    await this.say({ command: 'resume' });
  }

  /** Waits until all orders have ended and every position is hedged or flat; the states it saw last. */
  async untilAtRest(end: 'hedged or flat' | 'flat', patienceMs: number): Promise<readonly string[]> {
    await this.#life.line('recovery.completed');
    let states: readonly string[] = ['not asked'];
    for (let waitedMs = 0; waitedMs < patienceMs && !this.#isOver; waitedMs += ASK_EVERY_MS) {
      const status = await this.status();
      if (status !== undefined) {
        states = status.positions.map(({ coin, state }) => `${coin} ${state}`);
        const isAtRest = status.positions.every(
          ({ state, long }) =>
            (state === 'hedged.carrying' && end !== 'flat') || (long === undefined && /^(paused|scanning)/.test(state)),
        );
        if (isAtRest && status.openOrders === 0) return states;
      }
      await sleep(ASK_EVERY_MS);
    }
    throw new Error(`not ${end} after ${patienceMs} ms: ${states.join(', ')}`);
  }

  async status(): Promise<EngineStatus | undefined> {
    const page = await this.#page;
    if (page === undefined) return undefined;
    const answer = await fetch(`${page.url}/api/status`).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as EngineStatus) : undefined;
  }
}
