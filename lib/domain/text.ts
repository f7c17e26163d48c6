/** A sentence or name in both languages of the product. Neither is ever empty. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** The two languages a reader may ask for. */
export type Language = keyof Text;
