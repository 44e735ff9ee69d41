import type { Capability } from '../../connectivity/venue-link.ts';
import type { HolySheepPreset } from './presets.ts';

const BUDGET = '1000 requests a minute by the one article that names a budget; 429 after hours of polling by another';

/** Rows of the capability table for one preset. Nothing of it was seen against the live service. */
export const holysheepCapabilities = ({ funding, book, stream, unnamed }: HolySheepPreset): readonly Capability[] => [
  stream === undefined
    ? {
        feed: 'funding',
        channel: `GET ${funding.path}`,
        cadenceMs: 3000,
        limit: BUDGET,
        quirk: `the interval is never stated; a missing rate is absent, not 0; an empty list is no failure${
          unnamed === undefined ? '' : `; records name no exchange and are taken for ${unnamed}'s`
        }`,
      }
    : {
        feed: 'funding',
        channel: `${stream.over === 'lines' ? 'POST, lines without end,' : 'WebSocket'} ${stream.path}`,
        limit: 'dropped every 20 to 45 minutes',
        quirk: 'called a WebSocket in the text, done as a POST in the code; {"type":"heartbeat"} needs no answer',
      },
  ...(book === undefined
    ? []
    : ([
        {
          feed: 'snapshot',
          channel: `GET ${book.path}`,
          limit: BUDGET,
          quirk: book.asked === 'path' ? 'books carry no time' : 'no exchange parameter',
        },
      ] as const)),
  {
    feed: 'connection',
    channel: 'Authorization: Bearer',
    limit: '401 for a key that is wrong, or that ends in a line end',
    quirk: 'the one description of the service is a set of articles that contradict each other',
  },
];
