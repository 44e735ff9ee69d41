import { z } from 'zod';
import { LendingError } from './lending-error.ts';

const graphqlErrors = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** The `data` of a GraphQL answer. Throws LendingError: refused with the server's own words, or not of the shape. */
export const graphqlData = <Shape extends z.ZodType>(answer: unknown, shape: Shape): z.output<Shape> => {
  const refused = graphqlErrors.safeParse(answer);
  if (refused.success)
    throw new LendingError(
      'lending.refused',
      `the answer says: ${refused.data.errors.map(({ message }) => message).join('; ')}`,
    );
  return shaped(shape, shaped(z.object({ data: z.unknown() }), answer).data);
};

/** The answer as documented; throws LendingError naming the first member that is not. */
export const shaped = <Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> => {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.join('.');
  throw new LendingError('lending.unreadable', `${where}: ${issue?.message ?? 'not as documented'}`);
};
