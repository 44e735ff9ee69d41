import { describe, expect, it } from 'vitest';
import { venueId } from '../../../src/domain/ids.ts';
import { shareText } from '../../../src/visualizer/ui/share-text.ts';

const relay = venueId('some-relay');

describe('a source split in words', () => {
  it('says what a relay serves', () => {
    expect(shareText({ relay, shareFraction: 0.25, state: 'well' })).toBe('some-relay serves 25 % of the markets');
    expect(shareText({ relay, shareFraction: 0, state: 'well' })).toBe('some-relay serves nothing');
  });

  it('says who serves instead of one that is not well, and what comes back with it', () => {
    expect(shareText({ relay, shareFraction: 0.75, state: 'failed' })).toBe(
      'some-relay has failed: the venue serves all, until it is back for its 75 %',
    );
    expect(shareText({ relay, shareFraction: 0, state: 'stale' })).toBe('some-relay is stale: the venue serves all');
  });
});
