/**
 * An error that names what, where and what to do. `code` is stable and listed in src/README.md; `context` is plain JSON.
 * Programmer errors throw plain Errors; expected failures on a stream are events, not errors.
 */
export abstract class EngineError<Context extends object = object> extends Error {
  abstract readonly code: string;
  /** What the process should exit with: 1 failed check, 2 usage or config, 3 refused for safety. */
  readonly exitCode: 1 | 2 | 3 = 1;
  readonly context: Context;

  constructor(message: string, context: Context) {
    super(message);
    this.name = new.target.name;
    this.context = context;
  }
}
