import { AccountDesk } from '../account-desk.ts';
import type { AccountDeskParts } from '../account-desk.ts';
import { CapitalDesk } from '../money/capital-desk.ts';
import { CloserDesk } from '../operating/closer-desk.ts';
import type { CloserDeskParts } from '../operating/closer-desk.ts';
import { KillDesk } from '../operating/kill-desk.ts';
import type { KillDeskParts } from '../operating/kill-desk.ts';
import { Rebuilding } from './rebuilding.ts';
import type { RebuildingParts } from './rebuilding.ts';
import { Revival } from './revival.ts';
import type { RevivalParts } from './revival.ts';
import { Recovery } from './recovery.ts';
import type { RecoveryParts } from './recovery.ts';

type Parts = Omit<
  RebuildingParts & AccountDeskParts & RecoveryParts & KillDeskParts & CloserDeskParts & RevivalParts,
  'rebuilding' | 'accounts' | 'capital' | 'closer'
>;

export interface RecoveryRooms {
  readonly accounts: AccountDesk;
  readonly recovery: Recovery;
  readonly kill: KillDesk;
  readonly closer: CloserDesk;
  readonly revival: Revival;
}

/** Whoever takes the venues' word: what they hold against what we believe, at the start, later, and until all is flat. */
export const recoveryRooms = (parts: Parts): RecoveryRooms => {
  const { outbox, treasury, guards } = parts;
  const rebuilding = new Rebuilding(parts);
  const capital = new CapitalDesk({ outbox, treasury, transferred: (amount) => guards.transferred(amount) });
  const accounts = new AccountDesk({ ...parts, rebuilding, capital });
  const recovery = new Recovery({ ...parts, accounts, rebuilding });
  const closer = new CloserDesk({ ...parts, accounts });
  const revival = new Revival({ ...parts, accounts });
  return { accounts, recovery, closer, revival, kill: new KillDesk({ ...parts, accounts, closer }) };
};
