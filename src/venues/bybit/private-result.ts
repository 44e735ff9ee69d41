import { AnswerRow } from '../answer-row.ts';

/** What is inside the envelope of v5. */
export const resultOf = (body: unknown): AnswerRow => new AnswerRow(body).row('result');
