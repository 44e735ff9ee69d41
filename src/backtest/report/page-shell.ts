/** Text within HTML and SVG, and within quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export interface PageParts {
  readonly title: string;
  /** Rules beside those of every page. */
  readonly style?: string;
  /** HTML. */
  readonly body: string;
}

/** One page that needs nothing but itself: no script, no font, no picture from elsewhere. */
export const pageShell = ({ title, style = '', body }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** A table; every cell is text. Columns of numbers stand right, their titles too. */
export const htmlTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const isNumber = head.map((_, at) => isNumbers(rows.map((row) => row[at] ?? '')));
  const line = (tag: string, cells: readonly string[]): string => {
    const made = cells.map(
      (text, at) => `<${tag}${isNumber[at] === true ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`,
    );
    return `<tr>${made.join('')}</tr>`;
  };
  return `<table><thead>${line('th', head)}</thead><tbody>\n${rows.map((row) => line('td', row)).join('\n')}\n</tbody></table>`;
};

/** Digits, with a unit behind them at most; a dash or nothing where there is no figure. */
const NUMBER = /^([-+]?[\d.,]+( %| USD)?|-)?$/;

const isNumbers = (cells: readonly string[]): boolean =>
  cells.every((text) => NUMBER.test(text)) && cells.some((text) => /\d/.test(text));

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1c1f24; background: #fff; max-width: 1100px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th { text-align: left; border-bottom: 1px solid #8a919c }
th, td { padding: .2rem .8rem .2rem 0; vertical-align: top } tbody tr:hover { background: #f4f5f7 } .number { text-align: right } td.number { white-space: nowrap }
.verdict { font-size: 1.1rem } .quiet { color: #59616c } pre { overflow-x: auto; font-size: 12px }
.wide { overflow-x: auto }
`;
