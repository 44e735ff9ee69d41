import { EMPTY } from 'rxjs';
import type { Fact } from '../domain/fact.ts';
import type { Stage } from '../visualizer/stage.ts';
import type { Film } from './film.ts';
import { Player } from './player.adapter.ts';

export interface PastStage {
  readonly stage: Stage;
  close(): Promise<void>;
}

/** Marks on the bar: more do not fit side by side. */
const SLICES = 400;
/** Pages at once, each at an instant of its own and, of a recording that plays, with an engine of its own. */
const LOOKERS_MAX = 8;

/** A film as pages look at it. It stands at its end, as the run was left; each page gets one to move. */
export const stageOf = (film: Film): PastStage => {
  const lookers = new Set<PastStage>();
  const first = oneStage(film, {
    lookersMax: LOOKERS_MAX,
    another: () => {
      if (lookers.size >= LOOKERS_MAX) return undefined;
      const own = oneStage(film.another());
      const looker = {
        stage: own.stage,
        close: async () => {
          lookers.delete(looker);
          await own.close();
        },
      };
      lookers.add(looker);
      return looker;
    },
  });
  return {
    stage: first.stage,
    close: async () => {
      for (const looker of lookers) await looker.close();
      await first.close();
    },
  };
};

interface Lookers {
  readonly lookersMax: number;
  readonly another: () => PastStage | undefined;
}

const oneStage = (
  film: Film,
  { lookersMax, another }: Lookers = { lookersMax: 0, another: () => undefined },
): PastStage => {
  const player = new Player(film);
  return {
    stage: {
      facts$: EMPTY,
      signals$: EMPTY,
      // it has ended before anybody looks, and is looked at for as long as somebody likes
      finished: new Promise(() => undefined),
      status: () => film.scene().status(),
      signals: () => film.scene().signals(),
      get inspect() {
        return film.scene().inspect;
      },
      // what is over takes no commands: the API says so before it comes here
      send: () => undefined,
      past: {
        state: () => player.state(),
        marks: () => film.timeline.marks(SLICES),
        act: (request) => player.act(request),
        projection: () => film.projection(),
        factsFrom: (seq) => upTo(film.facts(seq), film.at().seq),
        lookersMax,
        another,
      },
    },
    close: async () => {
      await player.close();
      await film.close();
    },
  };
};

function* upTo(facts: Iterable<Fact>, seq: number): Generator<Fact> {
  for (const fact of facts) {
    if (fact.seq > seq) return;
    yield fact;
  }
}
