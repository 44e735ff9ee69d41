/** Whether an answer is a page for people: HTML where a program was spoken to. */
export const isPage = (body: string): boolean => /^\s*(?:<!doctype|<html|<\?xml|<head|<body)/i.test(body.slice(0, 200));

/** HTTP 451, or a 403 that is a page and no answer of the venue's own: this address is not served. */
export const isBlockPage = (status: number, body: string): boolean =>
  status === 451 || (status === 403 && (body === '' || isPage(body)));

const MESSAGE_MAX = 300;

/** An answer as it is told to people: a page as the words on it, anything else as it is, cut to 300 characters. */
export const readable = (body: string): string => {
  if (!isPage(body)) return body.slice(0, MESSAGE_MAX);
  const words = body
    .slice(0, 4 * MESSAGE_MAX)
    .replaceAll(/<(script|style)\b.*?<\/\1>/gis, ' ')
    .replaceAll(/<[^<>]*>?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `a page that says "${words.slice(0, MESSAGE_MAX)}"`;
};
