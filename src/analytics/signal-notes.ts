import type { Leg } from '../domain/ids.ts';
import type { SignalNote } from './refusal-reason.ts';
import type { RouteView } from './route-view.ts';
import type { SignalSettings } from './signal-settings.ts';

/** What a reader of a signal should know although it refuses nothing. Economics 2, 4, 7. */
export const signalNotes = (view: RouteView, isCautious: boolean, settings: SignalSettings): readonly SignalNote[] => {
  const notes: SignalNote[] = [];
  if (isCautious) notes.push({ code: 'cautious' });
  if (view.basisMean24hBps === undefined) notes.push({ code: 'basis-mean-unknown' });
  for (const leg of ['long', 'short'] satisfies Leg[]) {
    const { instrument, spread } = view[leg];
    if (instrument?.kind === 'inverse') notes.push({ code: 'inverse-leg', leg });
    if (spread !== undefined && spread.adjustment > settings.widenedAdjustment)
      notes.push({ code: 'spread-widened', leg, limit: settings.widenedAdjustment, actual: spread.adjustment });
  }
  const { pressure } = view.short;
  if (pressure !== undefined && pressure > settings.confirmingPressure)
    notes.push({ code: 'pressure-confirms', leg: 'short', limit: settings.confirmingPressure, actual: pressure });
  return notes;
};
