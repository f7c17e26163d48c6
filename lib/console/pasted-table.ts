/**
 * The cells of what Excel or WPS put on the clipboard: tabs between cells, a line for a row. A cell with a tab, a line
 * break or a quotation mark in it stands in quotation marks, which are doubled within. Rows without any text are left
 * out; each tells the number of its row.
 */
export function pastedRows(text: string): { readonly row: number; readonly cells: readonly string[] }[] {
  const rows: string[][] = [[]];
  const cell = /\t|\r\n|\n|\r|"(?:[^"]|"")*"(?=[\t\r\n]|$)|[^\t\r\n]+/g;
  let current = '';
  for (const [token] of text.replace(/^\uFEFF/, '').matchAll(cell)) {
    if (token === '\t') {
      rows.at(-1)!.push(current);
      current = '';
    } else if (/^[\r\n]/.test(token)) {
      rows.at(-1)!.push(current);
      rows.push([]);
      current = '';
    } else {
      const isQuoted = current === '' && token.startsWith('"') && token.endsWith('"') && token.length > 1;
      current += isQuoted ? token.slice(1, -1).replaceAll('""', '"') : token;
    }
  }
  rows.at(-1)!.push(current);
  return rows
    .map((cells, index) => ({ row: index + 1, cells: cells.map((content) => content.trim()) }))
    .filter(({ cells }) => cells.some((content) => content !== ''));
}
