import { describe, expect, it } from 'vitest';
import { capabilityPage } from '../../src/venues/capability-table.ts';
import { venueLinks } from '../../src/venues/links.ts';
import { knownVenues } from '../../src/venues/registry.ts';

describe('the capability table', () => {
  it('has a section for every venue, in their order', () => {
    expect(venueLinks.map(({ venue }) => venue)).toEqual(knownVenues.map(({ venue }) => venue));
  });

  it.each(venueLinks)('of $venue says how every kind of feed comes', ({ capabilities }) => {
    const feeds = new Set(capabilities.map(({ feed }) => feed));
    for (const feed of [
      'book',
      'funding',
      'settled funding',
      'mark',
      'index',
      'trades',
      'orders',
      'instruments',
    ] as const)
      expect(feeds).toContain(feed);
    for (const { channel, limit, quirk } of capabilities) {
      expect(channel).not.toBe('');
      expect(`${limit}${quirk}`).not.toBe('');
    }
  });

  it('is the page that stands beside the code', async () => {
    await expect(capabilityPage(venueLinks)).toMatchFileSnapshot('../../src/venues/CAPABILITIES.md');
  });

  it('keeps a bar in a text from becoming a column', () => {
    const [link] = venueLinks;
    if (link === undefined) throw new Error('no venues');
    const [row] = link.capabilities;
    if (row === undefined) throw new Error('no rows');
    const page = capabilityPage([{ ...link, capabilities: [{ ...row, channel: 'a|b' }] }]);
    expect(page).toContain('| a\\|b |');
  });
});
