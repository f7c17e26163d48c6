import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

/** A cell as the office program holds it: a text, or a number; a formula would be a text that begins with `=`. */
export interface OfficeCell {
  readonly kind: 'text' | 'number' | 'empty';
  readonly value: string;
}

/**
 * Comma, double quotes, UTF-8, from the first row, no language, quote every text and no number, no numbers as dates, what
 * cells show, formulas as such, no trimming, every sheet.
 */
const csvOptions = '44,34,76,1,,0,true,false,true,true,false,-1';

/** The same when it reads a list, and whatever looks like a formula is computed: as rash as an office program can be. */
const csvReading = '44,34,76,1,,0,false,true,false,false,false,0,true';

/** A LibreOffice with a profile of its own, in a folder that is gone when the test ends. */
export class Office {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kaohe-office-'));
  #files = 0;

  /** What a file holds when it is opened, sheet by sheet. */
  async open(name: string, bytes: Uint8Array): Promise<ReadonlyMap<string, readonly (readonly OfficeCell[])[]>> {
    const folder = await this.#convert(name, bytes, `csv:Text - txt - csv (StarCalc):${csvOptions}`);
    const base = name.replace(/\.[a-z]+$/, '');
    const sheets = readdirSync(folder).filter((file) => file.endsWith('.csv') && file !== name);
    return new Map(
      sheets.map((file) => [
        file.slice(base.length + 1, -'.csv'.length),
        cellsOf(readFileSync(join(folder, file), 'utf8')),
      ]),
    );
  }

  /** The file as the program writes it after having opened it. */
  async saveAs(name: string, bytes: Uint8Array, format: 'xlsx' | 'pdf'): Promise<Buffer> {
    const folder = await this.#convert(name, bytes, format, 'out');
    return readFileSync(join(folder, name.replace(/\.[a-z]+$/, `.${format}`)));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #convert(name: string, bytes: Uint8Array, format: string, within = '.'): Promise<string> {
    const folder = join(this.#folder, String(++this.#files));
    mkdirSync(join(folder, within), { recursive: true });
    writeFileSync(join(folder, name), bytes);
    const profile = `-env:UserInstallation=${pathToFileURL(join(this.#folder, 'profile'))}`;
    const read = name.endsWith('.csv') ? [`--infilter=CSV:${csvReading}`] : [];
    const args = [
      profile,
      '--headless',
      ...read,
      '--convert-to',
      format,
      '--outdir',
      join(folder, within),
      join(folder, name),
    ];
    await promisify(execFile)('soffice', args, { timeout: 120_000 });
    return join(folder, within);
  }
}

/** Texts are in quotes and numbers are not. */
function cellsOf(csv: string): OfficeCell[][] {
  return parse(csv, {
    bom: true,
    relax_column_count: true,
    cast: (value, { quoting }): OfficeCell => ({ kind: quoting ? 'text' : value === '' ? 'empty' : 'number', value }),
  }) as unknown as OfficeCell[][];
}
