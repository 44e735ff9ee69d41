/** Whether an answer is a page for people: HTML where a program was spoken to. */
export const isPage = (body: string): boolean => /^\s*(?:<!doctype|<html|<\?xml|<head|<body)/i.test(body.slice(0, 200));

/** HTTP 451, or a 403 that is a page and no answer of the venue's own: this address is not served. */
export const isBlockPage = (status: number, body: string): boolean =>
  status === 451 || (status === 403 && (body === '' || isPage(body)));
