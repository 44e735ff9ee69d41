import { createVirtualClock } from '../../dist/clock/virtual-clock.adapter.js';
import { Feeds } from '../../dist/engine/feeds.js';
import { MarketDesk } from '../../dist/engine/market-desk.js';
import { Outbox } from '../../dist/engine/outbox.js';
import { ActorRegistry } from '../../dist/engine/registry.js';
import { knownVenues } from '../../dist/venues/registry.js';

/** JSON.parse of the same bytes and nothing else: the floor everything is compared with. */
export const parseOnly = ({ mix }) => {
  let parsed = 0;
  for (const { text } of mix) if (JSON.parse(text) !== undefined) parsed += 1;
  return { parsed };
};

/** Parse and decode into market events; no market state. */
export const decodeOnly = ({ mix, preface }) => {
  const decoders = new Map(knownVenues.map((profile) => [profile.venue, profile.createDecoder()]));
  for (const row of preface) decodeRow(decoders.get(row.venue), row);
  return {
    run: () => {
      let events = 0;
      for (const row of mix) events += decodeRow(decoders.get(row.venue), row).length;
      return { events };
    },
  };
};

const decodeRow = (decoder, { rest, conn, dir, atMs, text }) => {
  const frame = JSON.parse(text);
  if (rest !== undefined) return decoder.rest(frame, { rest, atMs });
  return decoder.frame(frame, dir === undefined ? { conn, atMs } : { conn, atMs, dir });
};

/** A desk of live market actors behind the feeds, as the engine has it. */
export const marketActors = (startAtMs) => {
  const clock = createVirtualClock(startAtMs);
  const outbox = new Outbox();
  const changes = { count: 0 };
  const registry = new ActorRegistry(clock, {
    changed: () => {
      changes.count += 1;
    },
    emitted: () => undefined,
    failed: (actor, { reason }) => {
      throw new Error(`${actor} failed: ${reason}`);
    },
  });
  const feeds = new Feeds(knownVenues);
  const markets = new MarketDesk({ feeds, registry, outbox, instrumentsChanged: () => undefined });
  return { clock, outbox, registry, feeds, markets, changes };
};

/** Parse, decode, fold into books, and hand over to live market actors with a turn after every `framesPerTurn`. */
export const toMarketActors = ({ mix, preface, startAtMs }, framesPerTurn) => {
  const desk = marketActors(startAtMs);
  for (const row of preface) accept(desk, row, startAtMs);
  desk.feeds.turn(startAtMs);
  return {
    desk,
    run: () => {
      let untilTurn = framesPerTurn;
      for (const row of mix) {
        accept(desk, row, row.atMs);
        untilTurn -= 1;
        if (untilTurn > 0) continue;
        untilTurn = framesPerTurn;
        turn(desk, row.atMs);
      }
      return { events: desk.feeds.counts.events };
    },
    stop: () => desk.registry.stopAll(),
  };
};

const accept = ({ clock, outbox, feeds }, { rest, conn, dir, venue, text }, atMs) => {
  clock.moveTo(atMs);
  outbox.begin(0, atMs);
  const frame = JSON.parse(text);
  if (rest !== undefined) feeds.accept({ kind: 'rest', seq: 0, atMs, venue, rest, frame });
  else if (dir === undefined) feeds.accept({ kind: 'frame', seq: 0, atMs, venue, conn, frame });
  else feeds.accept({ kind: 'frame', seq: 0, atMs, venue, conn, frame, dir });
};

const turn = ({ registry, feeds, markets, outbox }, atMs) => {
  feeds.turn(atMs);
  markets.takeTouched();
  const deadlineAtMs = registry.earliestDeadlineAtMs();
  if (deadlineAtMs !== undefined && deadlineAtMs <= atMs) registry.tick(atMs);
  outbox.take();
};
