/** The colours of lines and areas that must be told apart; each is told apart by something else too. */
export const tints = [1, 2, 3, 4, 5, 6].map((number) => `var(--chart-${number})`);

/** A colour as an area that text can stand on. Not by opacity: what stands on it would fade too. */
export function soft(color: string): string {
  return `color-mix(in srgb, ${color} 45%, var(--paper))`;
}

/** A text of somebody else's in a picture: cut where it is too long; braces, which would be marks, are taken apart. */
export function plain(text: string, most = 24): string {
  const characters = [...text];
  const cut = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
  return cut.replaceAll('{', '{\u200b');
}

/** How an axis of numbers looks. */
export const numberAxis = {
  axisLabel: { color: 'var(--soft)', fontSize: 12 },
  axisLine: { show: true, lineStyle: { color: 'var(--line)' } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: 'var(--line)', opacity: 0.6 } },
  nameTextStyle: { color: 'var(--soft)', fontSize: 12 },
} as const;

/** How an axis of names looks; names too long are cut. */
export function nameAxis(width: number) {
  const axisLabel = { color: 'var(--ink)', fontSize: 12, width: Math.min(130, width / 4), overflow: 'truncate' };
  return { ...numberAxis, splitLine: { show: false }, axisLabel } as const;
}

/** How a tooltip looks: text in the drawing, never HTML. */
export const textTooltip = {
  renderMode: 'richText',
  confine: true,
  backgroundColor: 'var(--paper)',
  borderColor: 'var(--line)',
  textStyle: { color: 'var(--ink)', fontSize: 13 },
  transitionDuration: 0,
} as const;

/** Nothing fades or lights up under the pointer: the colours are names, which can't be mixed. */
export const still = { emphasis: { disabled: true }, silent: false } as const;
