/** Numbers outside of strings, in JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON with every number as the text it was written in: doubles hold 15 to 17 digits, order ids and amounts may have more.
 * `undefined` where the text is no JSON.
 */
export const exactJson = (text: string): unknown => {
  try {
    JSON.parse(text);
    return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    return undefined;
  }
};
