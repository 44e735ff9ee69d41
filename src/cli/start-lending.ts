import { createHttpClient } from '../connectivity/http-client.adapter.ts';
import type { Config } from '../engine/config/config.ts';
import type { EngineParts } from '../engine/engine.ts';
import { aaveApi } from '../lending/aave.ts';
import { aaveSubgraph } from '../lending/aave-subgraph.ts';
import { compoundComet } from '../lending/compound.ts';
import { lendingWatch } from '../lending/lending-watch.ts';
import type { StartRequest } from './start.ts';

const SOURCES = { aave: aaveApi, 'aave-subgraph': aaveSubgraph, compound: compoundComet };

/** What asks a lending market, where the configuration names one; an invented world has no real rates. */
export const lendingAsides = (
  world: StartRequest['world'],
  { lending }: Pick<Config, 'lending'>,
): Pick<EngineParts, 'asides'> => {
  if (lending.source === 'none' || world === 'simulated') return {};
  const { source, refreshMs } = lending;
  return { asides: lendingWatch({ source, step: SOURCES[source](lending), exchange: createHttpClient(), refreshMs }) };
};
