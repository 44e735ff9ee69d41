import type { Instrument } from '../../domain/instrument.ts';
import { baseOf, pairOf } from '../relay-directory.ts';
import type { TickDbPreset } from './presets.ts';

/** The relay's symbol of a market it can speak of; `undefined` for others: it names no exchange but in T1's funding. */
export const relaySymbol = (preset: TickDbPreset, instrument: Instrument): string | undefined => {
  const { venue, kind, symbol, quote } = instrument;
  const isOwnKind = preset.kind === 'spot' ? kind === 'spot' : kind === 'linear';
  if (venue !== preset.unnamed || !isOwnKind) return undefined;
  return preset.symbols === 'dotted' ? `${baseOf(symbol)}.${quote}` : pairOf(instrument);
};
