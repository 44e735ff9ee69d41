import { ChangeLog } from './changes.ts';
import type { PageLink } from './page-link.adapter.ts';
import type { Projection } from './projection.ts';
import type { Looker, Stage } from './stage.ts';

/** Pages that see the same: all pages of a running engine; of a run that is over each is alone, at an instant of its own. */
export interface Audience {
  readonly stage: Stage;
  readonly projection: () => Projection;
  readonly changes: ChangeLog;
  readonly links: Set<PageLink>;
}

interface Own extends Audience {
  readonly looker: Looker;
}

/** Who looks at what, by the session its pages are told. */
export class Audiences {
  readonly #engine: Stage;
  readonly #newSession: () => string;
  readonly #common: Audience;
  readonly #own = new Map<string, Own>();

  constructor(engine: Stage, projection: () => Projection, newSession: () => string) {
    this.#engine = engine;
    this.#newSession = newSession;
    this.#common = { stage: engine, projection, changes: new ChangeLog(newSession()), links: new Set() };
  }

  all(): readonly Audience[] {
    return this.#engine.past === undefined ? [this.#common] : [...this.#own.values()];
  }

  get pages(): number {
    return this.all().reduce((pages, { links }) => pages + links.size, 0);
  }

  /** Where a page that came belongs, or a sentence why there is no room for it. */
  admit(): { readonly audience: Audience; readonly leave: (link: PageLink) => void } | string {
    const { past } = this.#engine;
    if (past === undefined) return { audience: this.#common, leave: (link) => void this.#common.links.delete(link) };
    const looker = past.another();
    if (looker === undefined)
      return `${past.lookersMax} pages look at this run, each at an instant of its own: close one`;
    const session = this.#newSession();
    const { stage } = looker;
    const projection = () => stage.past?.projection() ?? this.#common.projection();
    const own = { looker, stage, projection, changes: new ChangeLog(session), links: new Set<PageLink>() };
    this.#own.set(session, own);
    return {
      audience: own,
      leave: (link) => {
        own.links.delete(link);
        this.#own.delete(session);
        void looker.close();
      },
    };
  }

  /** What a page looks at, by its session; `undefined` of one that is gone. */
  stageOf(session: string): Stage | undefined {
    return this.#own.get(session)?.stage;
  }
}
