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

/** A film as a page looks at it. It stands at its end, as the run was left. */
export const stageOf = (film: Film): PastStage => {
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
