import { EngineError } from '../domain/errors.ts';

export class UnknownFaultError extends EngineError<{ name: string; known: readonly string[] }> {
  readonly code = 'simulator.unknown-fault';
  override readonly exitCode = 2;
}

/** `all`, or names divided by commas, each with a chance of its own where one is given: `drop,stall=0.01`. */
export const parseChances = <Fault extends string>(
  asked: string,
  defaults: Readonly<Record<Fault, number>>,
): Readonly<Partial<Record<Fault, number>>> => {
  if (asked === 'all') return defaults;
  // Object.keys forgets the names of its record's keys.
  const known = Object.keys(defaults) as Fault[];
  const chances: Partial<Record<Fault, number>> = {};
  for (const part of asked.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', chance] = part.trim().split('=');
    const fault = known.find((one) => one === name);
    const probability = chance === undefined && fault !== undefined ? defaults[fault] : Number(chance);
    if (fault === undefined || !(probability >= 0 && probability <= 1))
      throw unknown(fault === undefined ? name : part, known);
    chances[fault] = probability;
  }
  return chances;
};

const unknown = (name: string, known: readonly string[]): UnknownFaultError =>
  new UnknownFaultError(
    `"${name.trim()}" is no fault; there are all, ${known.join(', ')}, each with a chance from 0 to 1 if wished, as in drop=0.01`,
    { name, known },
  );
