import { actorId } from '../../domain/ids.ts';
import type { VenueId } from '../../domain/ids.ts';
import type { OperatorCommand } from '../../domain/input.ts';
import { text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import { drawdownMachine, GUARD_MACHINE_VERSION } from '../../risk/drawdown.machine.ts';
import type { GuardContext } from '../../risk/drawdown.ts';
import type { EngineMode } from '../../risk/entry-checks.ts';
import { guardView } from '../../risk/guard-view.ts';
import type { GuardState, GuardView } from '../../risk/guard-view.ts';
import type { Config } from '../config/config.ts';
import { guardSettings } from '../config/config-settings.ts';
import type { KeptSnapshots } from '../recovery/kept-snapshots.ts';
import { OPERATOR_MACHINE_VERSION, operatorMachine } from './operator.machine.ts';
import type { Outbox } from '../outbox.ts';
import type { ActorRegistry } from '../registry.ts';
import type { DrawdownStatus } from '../view/status.ts';
import type { EquityView } from '../money/treasury.ts';

/** Venues refuse requests that are signed so far from their time. */
const CLOCK_OFF_MS = 30_000;

const GUARD = actorId('guard');
const OPERATOR = actorId('operator');
const STATES: readonly EngineMode['operator'][] = ['stopped', 'armed', 'trading', 'paused', 'killing'];

/** The two actors that can forbid new risk, the guard and the operator, and the conditions that do it by name. */
export class GuardDesk {
  readonly #registry: ActorRegistry;
  readonly #outbox: Outbox;
  readonly #failClosed = new Set<string>();

  constructor(
    parts: { readonly registry: ActorRegistry; readonly outbox: Outbox },
    config: Config,
    kept: Pick<KeptSnapshots, 'of'>,
  ) {
    this.#registry = parts.registry;
    this.#outbox = parts.outbox;
    const settings = guardSettings(config);
    parts.registry.spawn({
      id: GUARD,
      machine: drawdownMachine,
      version: GUARD_MACHINE_VERSION,
      input: settings,
      snapshot: kept.of(GUARD),
    });
    if (kept.of(GUARD) !== undefined)
      parts.registry.send<typeof drawdownMachine>(GUARD, { type: 'guard.configured', settings });
    parts.registry.spawn({
      id: OPERATOR,
      machine: operatorMachine,
      version: OPERATOR_MACHINE_VERSION,
      snapshot: kept.of(OPERATOR),
    });
  }

  /** New risk is forbidden while `condition` holds. */
  failClosed(condition: string, holds: 'begins' | 'ends'): void {
    if (holds === 'begins' ? this.#failClosed.has(condition) : !this.#failClosed.has(condition)) return;
    if (holds === 'begins') this.#failClosed.add(condition);
    else this.#failClosed.delete(condition);
    this.#outbox.fact(`engine.fail-closed-${holds}`, actorId('engine'), { condition });
  }

  /** A clock so far from a venue's was set wrongly: nothing that is timed by it can be trusted with new risk. */
  clockDiffers(venue: VenueId, offsetMs: number): void {
    this.failClosed(`clock-off:${venue}`, Math.abs(offsetMs) > CLOCK_OFF_MS ? 'begins' : 'ends');
  }

  failClosedNow(): readonly string[] {
    return [...this.#failClosed].sort();
  }

  command(command: OperatorCommand): void {
    this.#registry.send<typeof operatorMachine>(OPERATOR, command);
    if (command.type === 'operator.resume')
      this.#registry.send<typeof drawdownMachine>(GUARD, { type: 'operator.resume', atMs: this.#outbox.nowMs });
  }

  /** Money came in (positive) or went out, USD: every mark moves with it. */
  transferred(amount: DecimalText): void {
    this.#registry.send<typeof drawdownMachine>(GUARD, { type: 'transfer', amount });
  }

  /** Every venue has said flat: a kill is over. */
  allFlat(): void {
    this.#registry.send<typeof operatorMachine>(OPERATOR, { type: 'venues.flat' });
  }

  /** Equity as it stands; the guard decides by it. */
  observe(equity: EquityView, openPositions: number): void {
    this.#registry.send<typeof drawdownMachine>(GUARD, {
      type: 'equity.observed',
      atMs: this.#outbox.nowMs,
      realizedEquity: text(equity.realized),
      unrealizedPnl: text(equity.unrealized),
      totalEquity: text(equity.total),
      openPositions,
    });
  }

  operator(): EngineMode['operator'] {
    const state = this.#registry.state(OPERATOR);
    return STATES.find((one) => one === state) ?? 'stopped';
  }

  guard(): GuardView {
    // the registry keeps actors of every kind; the guard's context and value are its own
    return guardView(
      this.#registry.value(GUARD) as unknown as GuardState,
      this.#registry.context(GUARD) as GuardContext,
    );
  }

  /** What it decides by and where it acts, at its last look; `undefined` before the first. */
  standing(): DrawdownStatus | undefined {
    return drawdownStatus(this.#registry.context(GUARD) as GuardContext, this.guard());
  }

  mode(): EngineMode {
    const { risk, entries } = this.guard();
    return { operator: this.operator(), guard: { risk, entries }, failClosed: this.failClosedNow() };
  }
}

/** The same of any guard's context; `undefined` before its first look. */
export const drawdownStatus = (
  { marks, settings }: GuardContext,
  { drawdown, sizeMultiplier }: Pick<GuardView, 'drawdown' | 'sizeMultiplier'>,
): DrawdownStatus | undefined =>
  marks === null
    ? undefined
    : {
        ...drawdown,
        totalUsd: Number(marks.totalEquity),
        realizedUsd: Number(marks.realizedEquity),
        realizedPauseUsd: left(marks.ownHwm, settings.realizedPauseFraction),
        dailyHaltUsd: left(marks.dayOpening, settings.dailyHaltFraction),
        dailyPauseUsd: left(marks.dayOpening, settings.dailyPauseFraction),
        settings,
        sizeMultiplier,
      };

/** What is left when a fraction is lost. */
const left = (from: DecimalText, fraction: number): number => Number(from) * (1 - fraction);
