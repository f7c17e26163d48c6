/** How many of something, in English: `1 district`, `3 districts`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
