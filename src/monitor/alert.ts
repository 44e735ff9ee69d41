import type { Json } from '../domain/codec.ts';
import type { AtMs } from '../domain/units.ts';

/** Something a person should look at. `key` groups repeats: one per key per cooldown. */
export interface Alert {
  readonly key: string;
  readonly severity: 'info' | 'warning' | 'critical';
  /** One sentence with the figures. */
  readonly text: string;
  readonly atMs: AtMs;
  readonly details: { readonly [key: string]: Json };
}

/** Lets the first alert of a key through and holds its repeats back for `cooldownMs`; bounded by `keysMax` keys. */
export class AlertCooldown {
  readonly #lastAtMs = new Map<string, AtMs>();
  readonly #cooldownMs: number;
  readonly #keysMax: number;

  constructor(options: { readonly cooldownMs: number; readonly keysMax?: number }) {
    this.#cooldownMs = options.cooldownMs;
    this.#keysMax = options.keysMax ?? 10_000;
  }

  lastAtMs(key: string): AtMs | undefined {
    return this.#lastAtMs.get(key);
  }

  /** True when the alert may go out, which it then counts as having done. */
  admit(alert: Pick<Alert, 'key' | 'atMs'>): boolean {
    const lastAtMs = this.#lastAtMs.get(alert.key);
    if (lastAtMs !== undefined && alert.atMs - lastAtMs < this.#cooldownMs) return false;
    this.#lastAtMs.delete(alert.key);
    this.#lastAtMs.set(alert.key, alert.atMs);
    const oldest = this.#lastAtMs.keys().next();
    if (this.#lastAtMs.size > this.#keysMax && oldest.done !== true) this.#lastAtMs.delete(oldest.value);
    return true;
  }
}
