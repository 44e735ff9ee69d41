import type { Context } from 'hono';

/** The session of the page that asks: of a run that is over it is answered as of the page's instant. */
export const PAGE_HEADER = 'hedgerow-page';

/**
 * What is not there: 404 with the reason, or `null` for a page. A page asks for what it shows, which may be gone at the instant it
 * has come to by then: that is an answer for it, which it explains, and nothing that a browser should report as a fault.
 */
export const absent = (c: Context, error: string): Response =>
  c.req.header(PAGE_HEADER) === undefined ? c.json({ error }, 404) : c.json(null);
