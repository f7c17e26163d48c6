/** What Excel and WPS take for the length of a sheet's name, in UTF-16 code units. */
const lengthMax = 31;

/**
 * Names for sheets, one for each wanted text, all different: forbidden characters become `_`, too long ones are cut
 * between characters, and what is taken already gets a number. `taken` are names in use.
 */
export function sheetNames(wanted: readonly string[], taken: readonly string[]): string[] {
  // A workbook keeps `History` for itself, and compares names without regard to case.
  const used = new Set(['history', ...taken.map((name) => name.toLowerCase())]);
  return wanted.map((text) => {
    const base = allowed(text);
    let name = cut(base, lengthMax);
    for (let number = 2; used.has(name.toLowerCase()); number++) {
      const suffix = ` (${number})`;
      name = `${cut(base, lengthMax - suffix.length)}${suffix}`;
    }
    used.add(name.toLowerCase());
    return name;
  });
}

function allowed(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\uFFFE\uFFFF]/gu, '')
    .replace(/[\][:*?/\\]/g, '_')
    .trim()
    .replace(/^'|'$/g, '_');
  return plain === '' ? '_' : plain;
}

/** At most so many code units, without half a character; an apostrophe may not end the name. */
function cut(text: string, units: number): string {
  let length = 0;
  let kept = '';
  for (const character of text) {
    length += character.length;
    if (length > units) break;
    kept += character;
  }
  return kept.replace(/'$/, '_');
}
