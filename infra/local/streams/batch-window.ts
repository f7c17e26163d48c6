/** Gathers records into batches: one is due when it is full, or when its window has passed since its first record came. */
export class BatchWindow<Item> {
  readonly #sizeMax: number;
  readonly #windowMilliseconds: number;
  #items: Item[] = [];
  #opensAt = 0;

  constructor(sizeMax: number, windowMilliseconds: number) {
    this.#sizeMax = sizeMax;
    this.#windowMilliseconds = windowMilliseconds;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(items: readonly Item[], now: number): void {
    if (this.isEmpty) this.#opensAt = now;
    this.#items.push(...items);
  }

  /** Removes and returns the batch that is due, or `null`. What is left over keeps the age of its window. */
  take(now: number): Item[] | null {
    const isDue = this.#items.length >= this.#sizeMax || now >= this.#opensAt + this.#windowMilliseconds;
    return isDue && !this.isEmpty ? this.#items.splice(0, this.#sizeMax) : null;
  }

  /** Removes and returns the next batch without waiting for more, or `null` if there is nothing left. */
  takeNow(): Item[] | null {
    return this.isEmpty ? null : this.#items.splice(0, this.#sizeMax);
  }

  /** Milliseconds until the window closes; 0 when it has, or nothing was gathered. */
  remaining(now: number): number {
    return this.isEmpty ? 0 : Math.max(0, this.#opensAt + this.#windowMilliseconds - now);
  }
}
