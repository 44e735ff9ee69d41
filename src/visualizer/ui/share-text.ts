import type { SourceShare } from '../../domain/ports.ts';
import { decimals } from './format.ts';

const UNWELL = { failed: 'has failed', stale: 'is stale' } as const;

/** Who serves, in words; a share that the relay should serve and does not is told too. */
export const shareText = ({ relay, shareFraction, state }: SourceShare): string => {
  const percent = decimals(shareFraction * 100, 0);
  if (state === 'well')
    return shareFraction === 0 ? `${relay} serves nothing` : `${relay} serves ${percent} % of the markets`;
  const wish = shareFraction === 0 ? '' : `, until it is back for its ${percent} %`;
  return `${relay} ${UNWELL[state]}: the venue serves all${wish}`;
};
