import { breathe, hrtimeMs } from '../clock/wall-clock.adapter.ts';
import type { JournalAnchor } from '../domain/anchor.ts';
import type { ActorSnapshot, Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import { KeptSnapshots } from '../engine/recovery/kept-snapshots.ts';
import type { JournalReader } from '../journal/reader.adapter.ts';
import { openingIn } from '../monitor/opening.ts';
import { Projection } from '../visualizer/projection.ts';
import { settingsIn } from './actor-settings.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Film, Target, Way } from './film.ts';
import type { ActorSettings } from './folded-actors.actor.ts';
import { FoldedRun } from './folded-run.ts';
import { restoredActor } from './restored-actor.actor.ts';
import { sceneOf } from './scene.ts';
import { Timeline } from './timeline.ts';

/** Everything else of the process gets its turn this often. */
const BREATH_EVERY_MS = 20;

/** What all lookers at a journal share. */
interface Book {
  readonly source: string;
  readonly journal: Pick<JournalReader, 'facts' | 'head'>;
  readonly snapshots: readonly ActorSnapshot[];
  readonly timeline: Timeline;
  readonly checkpoints: Checkpoints<Frame>;
}

interface Frame {
  readonly run: FoldedRun;
  readonly projection: Projection;
}

/**
 * The journal of a run, fact by fact: actors, books and decisions as its facts leave them. Whole states are kept here and there on
 * the way, a bounded number of them, so that going back reads a part of the journal only. It writes nothing.
 */
export class JournalFilm implements Film {
  readonly source: string;
  readonly timeline: Timeline;
  readonly #book: Book;
  #frame: Frame;
  #nowMs: AtMs;

  private constructor(book: Book, frame: Frame, nowMs: AtMs) {
    this.source = book.source;
    this.timeline = book.timeline;
    this.#book = book;
    this.#frame = frame;
    this.#nowMs = nowMs;
  }

  /** Reads the journal to its end. Throws what reading it throws; `told` hears how far it has come, 0 to 1. */
  static async open(
    source: string,
    journal: Pick<JournalReader, 'facts' | 'head' | 'snapshots'> & Partial<Pick<JournalReader, 'anchor'>>,
    told: (fraction: number) => void,
  ): Promise<JournalFilm> {
    const snapshots = journal.snapshots();
    const anchor = journal.anchor?.();
    const frame = { run: runAfter(anchor, settingsIn(snapshots)), projection: new Projection() };
    const checkpoints = new Checkpoints<Frame>();
    checkpoints.keep(frame.run.seq, copied(frame));
    const film = new JournalFilm(
      { source: sourceWords(source, anchor), journal, snapshots, timeline: new Timeline(frame.run.seq), checkpoints },
      frame,
      0 as AtMs,
    );
    await film.reach({ atMs: Infinity }, { isGivenUp: () => false, told });
    return film;
  }

  /** Stands where this one does, which nobody has moved since it was opened. */
  another(): JournalFilm {
    return new JournalFilm(this.#book, copied(this.#frame), this.#nowMs);
  }

  at(): { readonly seq: number; readonly atMs: AtMs } {
    return { seq: this.#frame.run.seq, atMs: this.#nowMs };
  }

  stopBefore(seq: number): number {
    return Math.max(this.timeline.beforeSeq, seq - 1);
  }

  stopAfter(seq: number): number {
    return Math.min(this.timeline.lastSeq, seq + 1);
  }

  async reach(target: Target, way: Way): Promise<void> {
    const toSeq = this.#seqOf(target);
    const nearest = this.#book.checkpoints.before(toSeq);
    const isBehind = toSeq < this.#frame.run.seq;
    const frame =
      isBehind || (nearest?.seq ?? 0) > this.#frame.run.seq ? copied(nearest?.state ?? this.#frame) : this.#frame;
    const fromSeq = frame.run.seq;
    let breathedMs = hrtimeMs();
    if (toSeq > fromSeq)
      for (const fact of this.#book.journal.facts(fromSeq + 1)) {
        this.#fold(frame, fact);
        if (fact.seq >= toSeq || way.isGivenUp()) break;
        if (hrtimeMs() - breathedMs < BREATH_EVERY_MS) continue;
        way.told((fact.seq - fromSeq) / (toSeq - fromSeq));
        await breathe();
        breathedMs = hrtimeMs();
      }
    this.#frame = frame;
    const { seq } = frame.run;
    const isThere = 'atMs' in target && seq === toSeq;
    this.#nowMs = Math.max(this.timeline.atMs(seq), isThere ? Math.min(target.atMs, this.timeline.toMs) : 0) as AtMs;
  }

  scene(): Pick<Engine, 'status' | 'signals' | 'inspect'> {
    const { run } = this.#frame;
    const kept = this.#keptAt(run.seq);
    return sceneOf({
      run,
      nowMs: this.#nowMs,
      actorOf: (id) => {
        const folded = run.actors.get(id);
        return folded === undefined ? undefined : restoredActor(folded, kept.of(id));
      },
    });
  }

  projection(): Projection {
    return this.#frame.projection;
  }

  facts(fromSeq: number): Iterable<Fact> {
    return this.#book.journal.facts(fromSeq);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #seqOf(target: Target): number {
    const { seq: lastSeq } = this.#book.journal.head;
    if ('seq' in target) return Math.min(Math.max(target.seq, this.timeline.beforeSeq), lastSeq);
    return target.atMs === Infinity ? lastSeq : this.timeline.seqAt(target.atMs);
  }

  #fold({ run, projection }: Frame, fact: Fact): void {
    run.fold(fact);
    projection.fold(fact);
    projection.sample(fact.atMs, sceneOf({ run, nowMs: fact.atMs, actorOf: (id) => run.actors.get(id) }));
    if (fact.seq <= this.timeline.lastSeq) return;
    this.timeline.add(fact);
    if (this.#book.checkpoints.isDue(fact.seq)) this.#book.checkpoints.keep(fact.seq, copied({ run, projection }));
  }

  /** What the store kept last of its actors, as far as it was so at this instant already. */
  #keptAt(seq: number): KeptSnapshots {
    return new KeptSnapshots(this.#book.snapshots.filter((snapshot) => snapshot.seq <= seq));
  }
}

const runAfter = (anchor: JournalAnchor | undefined, settings: ActorSettings): FoldedRun => {
  const opening = openingIn(anchor);
  if (anchor !== undefined && opening !== undefined) return FoldedRun.opened(settings, opening, anchor.seq);
  const run = new FoldedRun(settings);
  run.seq = anchor?.seq ?? 0;
  return run;
};

/** Whoever looks must know that it is not the whole. */
const sourceWords = (source: string, anchor: JournalAnchor | undefined): string =>
  anchor === undefined
    ? source
    : `${source}, from fact ${anchor.seq + 1} on: retention removed all until ${new Date(anchor.atMs).toISOString().slice(0, 19)}Z`;

const copied = ({ run, projection }: Frame): Frame => ({ run: run.copy(), projection: projection.copy() });
