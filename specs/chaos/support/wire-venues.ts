import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountTruth } from '../../../src/domain/order.ts';
import type { VenuesTruth } from '../../support/chaos-agreement.ts';
import { startCommand } from './processes.ts';
import type { Line, Running } from './processes.ts';

export interface WireVenuesOptions {
  readonly venues: readonly string[];
  readonly seed: number;
  /** As `--faults` takes them. */
  readonly faults?: string | undefined;
  /** Where the addresses are written. */
  readonly dir: string;
}

/** `hedgerow venues` in a process of its own, asked at its own terminal what it has of the account. */
export class WireVenues {
  readonly running: Running;
  readonly endpointsFile: string;
  readonly #venues: readonly string[];

  constructor({ venues, seed, faults, dir }: WireVenuesOptions) {
    this.#venues = venues;
    this.endpointsFile = join(dir, 'endpoints.json');
    const world = ['--scenario', 'rehearsal', '--seed', `${seed}`, '--book-every', '500'];
    const more = faults === undefined ? [] : ['--faults', faults];
    const where = ['--port', 'any', '--json', '--endpoints-file', this.endpointsFile];
    this.running = startCommand(['venues', ...venues, ...world, ...more, ...where]);
  }

  async open(): Promise<void> {
    await this.running.line('listening');
    // written before it is said
    JSON.parse(readFileSync(this.endpointsFile, 'utf8'));
  }

  async truth(): Promise<VenuesTruth> {
    const told: Line[] = [];
    for (const venue of this.#venues) told.push(await this.#ask(venue));
    const sends = new Map<string, number>();
    for (const { received } of told)
      for (const [id, times] of Object.entries(received ?? {})) sends.set(id, (sends.get(id) ?? 0) + Number(times));
    // what the venues print of the account is what they have of it
    const accounts = told as unknown as readonly AccountTruth[];
    return { accounts, sends, duplicates: [...sends.values()].reduce((sum, times) => sum + times - 1, 0) };
  }

  #ask(venue: string): Promise<Line> {
    return new Promise((resolve, reject) => {
      let isTold = false;
      this.running.onLine((line) => {
        if (isTold || line.type !== 'account' || line['venue'] !== venue) return;
        isTold = true;
        resolve(line);
      });
      void this.running.ended.then((how) => reject(new Error(`the venues ended by ${how}`)));
      this.running.process.stdin?.write(`account ${venue}\n`);
    });
  }
}
