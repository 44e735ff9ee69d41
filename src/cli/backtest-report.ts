import { writeFile } from 'node:fs/promises';
import type { BacktestResult } from '../backtest/backtest-result.ts';
import { BacktestError } from '../backtest/backtest-error.ts';
import { reportHtml } from '../backtest/report/report-html.ts';

/**
 * Writes what came out to a file. `.json`: one result as it is, several as a list. `.html`: the page, and the JSON it was
 * made of beside it. Throws BacktestError where a file cannot be written.
 */
export const writeReport = async (file: string, results: readonly BacktestResult[]): Promise<void> => {
  const [first] = results;
  await write(file.replace(/\.html$/, '.json'), `${JSON.stringify(results.length === 1 ? first : results, null, 1)}\n`);
  if (file.endsWith('.html') && first !== undefined) await write(file, reportHtml(first, results));
};

const write = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BacktestError(
      'backtest.usage',
      `the result cannot be written to ${file}: ${reason}; name a writable file`,
    );
  }
};
