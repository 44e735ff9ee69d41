import { readFile, writeFile } from 'node:fs/promises';
import { asJson, canonicalJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import { goldenFacts } from '../replay/compare.ts';

/** The facts of a golden journal on disk. Throws GoldenMissingError and GoldenLineError. */
export const readGolden = async (file: string): Promise<readonly Fact[]> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new GoldenMissingError(`the golden journal ${file} cannot be read: ${reasonOf(error)}`, { file });
  }
  return goldenFacts(text, file);
};

/** Writes a journal as NDJSON: an `about` line, then one canonical fact a line. Throws GoldenUnwritableError. */
export const writeGolden = async (
  file: string,
  facts: readonly Fact[],
  about: { readonly about: string; readonly [key: string]: Json },
): Promise<void> => {
  const lines = [asJson(about), ...facts.map((fact) => asJson(fact))].map((value) => `${canonicalJson(value)}\n`);
  try {
    await writeFile(file, lines.join(''));
  } catch (error) {
    throw new GoldenUnwritableError(`the journal cannot be written to ${file}: ${reasonOf(error)}`, { file });
  }
};

/** A golden journal that is not there or cannot be read. */
class GoldenMissingError extends EngineError<{ file: string }> {
  readonly code = 'replay.golden-missing';
  override readonly exitCode = 2;
}

/** The place named for a golden journal cannot be written. */
class GoldenUnwritableError extends EngineError<{ file: string }> {
  readonly code = 'replay.golden-unwritable';
  override readonly exitCode = 2;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
