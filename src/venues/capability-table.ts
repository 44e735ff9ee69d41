import type { Capability, Rate, VenueLink } from '../connectivity/venue-link.ts';

/** The capability tables of all venues as a page, made from the very values that the code runs on. */
export const capabilityPage = (links: readonly VenueLink[]): string =>
  [
    '# What each venue offers',
    '',
    'Made from `venues/*/link.ts` by `specs/venues/capability-table.spec.ts`; do not edit.',
    ...links.flatMap(venueSection),
    '',
  ].join('\n');

const venueSection = ({ venue, capabilities, sockets, rest }: VenueLink): readonly string[] => [
  '',
  `## ${venue}`,
  '',
  '| feed | channel | every | limit | quirk |',
  '| --- | --- | --- | --- | --- |',
  ...capabilities.map(capabilityRow),
  '',
  '| socket | topics a connection | topics a message | messages | new connections | heartbeat | lifetime |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...sockets.map(
    ({ name, limits, heartbeat, lifetimeMs }) =>
      `| ${name} | ${limits.topicsPerConnection} | ${limits.topicsPerMessage} | ${rateText(limits.messages)} | ` +
      `${rateText(limits.connects)} | ${heartbeat.kind} every ${seconds(heartbeat.everyMs)} | ` +
      `${lifetimeMs === undefined ? 'not stated' : seconds(lifetimeMs)} |`,
  ),
  '',
  `REST budgets: ${Object.entries(rest.buckets)
    .map(([bucket, rate]) => `${bucket} ${rateText(rate)}`)
    .join(', ')}. At most 80 % of each is used.`,
];

const capabilityRow = ({ feed, channel, cadenceMs, limit, quirk }: Capability): string =>
  `| ${feed} | ${cell(channel)} | ${cadenceMs === undefined ? 'on change or request' : seconds(cadenceMs)} | ${cell(limit)} | ${cell(quirk)} |`;

const rateText = ({ count, perMs }: Rate): string => `${count} per ${seconds(perMs)}`;

const seconds = (ms: number): string =>
  ms < 1000
    ? `${ms} ms`
    : ms < 120_000
      ? `${ms / 1000} s`
      : ms < 7_200_000
        ? `${ms / 60_000} min`
        : `${ms / 3_600_000} h`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
