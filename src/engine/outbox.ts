import type { Json } from '../domain/codec.ts';
import type { ActorSnapshot, FactDraft, IntentChange } from '../domain/fact.ts';
import type { ActorId } from '../domain/ids.ts';
import type { JournalBatch, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** What one input led to: written in one transaction, and only then performed. */
export interface StepOutput {
  readonly batch: JournalBatch | undefined;
  readonly requests: readonly WorldRequest[];
}

export type FactBody = { readonly [key: string]: Json };

/** Collects the consequences of the input being handled. The desks write into it; the core empties it once an input. */
export class Outbox {
  #inputSeq = 0;
  #atMs = 0 as AtMs;
  #facts: FactDraft[] = [];
  #snapshots = new Map<ActorId, Omit<ActorSnapshot, 'seq'>>();
  #intents: IntentChange[] = [];
  #ledger: Record<string, string> = {};
  #requests: WorldRequest[] = [];

  begin(inputSeq: number, atMs: AtMs): void {
    this.#inputSeq = inputSeq;
    this.#atMs = atMs;
  }

  /** The instant of the input being handled. */
  get nowMs(): AtMs {
    return this.#atMs;
  }

  fact(type: string, actor: ActorId, body: FactBody): void {
    this.#facts.push({ atMs: this.#atMs, type, cause: this.#inputSeq, actor, body });
  }

  snapshot(snapshot: Omit<ActorSnapshot, 'seq'>): void {
    this.#snapshots.set(snapshot.actor, snapshot);
  }

  intent(change: IntentChange): void {
    this.#intents.push(change);
  }

  balance(account: string, amount: string): void {
    this.#ledger[account] = amount;
  }

  request(request: WorldRequest): void {
    this.#requests.push(request);
  }

  take(): StepOutput {
    const requests = this.#requests;
    const isQuiet =
      this.#facts.length === 0 &&
      this.#snapshots.size === 0 &&
      this.#intents.length === 0 &&
      Object.keys(this.#ledger).length === 0;
    const batch = isQuiet
      ? undefined
      : {
          inputSeq: this.#inputSeq,
          facts: this.#facts,
          snapshots: [...this.#snapshots.values()],
          intents: this.#intents,
          ledger: this.#ledger,
        };
    if (!isQuiet) {
      this.#facts = [];
      this.#snapshots = new Map();
      this.#intents = [];
      this.#ledger = {};
    }
    if (requests.length > 0) this.#requests = [];
    return { batch, requests };
  }
}
