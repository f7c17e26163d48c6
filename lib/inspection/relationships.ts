import type { EvidenceWarning } from '../domain/evidence.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { XmlReader } from './read-xml.ts';

/** To the web, to a mailbox, or without a scheme and a server: within the document or beside it. */
const plainLink = /^(?:https?:|mailto:|tel:|(?![a-z][a-z0-9+.-]*:|[\\/]{2}))/i;
const localDrive = /^(?:file:\/{2,3})?[a-z]:[\\/]/i;
const objectTypes = ['oleobject', 'control', 'activexcontrolbinary'];

/**
 * What the relationships of one part of an office document lead to, read as their bytes pass. Links that a reader follows
 * by a click are plain if they lead to the web, to a mailbox or to what is at hand; so is a template on a local drive,
 * which nothing is fetched for. Every other target outside of the document is a warning.
 */
export class Relationships {
  /** Documents behind charts: every chart has its table as one. */
  readonly chartTables: string[] = [];
  readonly #folder: string;
  readonly #isOfChart: boolean;
  readonly #warnings: Set<EvidenceWarning>;
  #reader: XmlReader | null = new XmlReader((element) => this.#look(element.attributes));

  /** `name` is that of the relationships' own part, in lower case: `word/_rels/document.xml.rels`. */
  constructor(name: string, warnings: Set<EvidenceWarning>) {
    this.#folder = name.replace(/_rels\/[^/]*$/, '');
    this.#isOfChart = /(?:^|\/)charts\/$/.test(this.#folder);
    this.#warnings = warnings;
  }

  write(piece: Uint8Array): void {
    this.#guarded((reader) => reader.write(piece));
  }

  close(): void {
    this.#guarded((reader) => reader.close());
  }

  /** What is no XML is told: another reader may make something of it. */
  #guarded(read: (reader: XmlReader) => void): void {
    try {
      if (this.#reader) read(this.#reader);
    } catch (error) {
      if (!(error instanceof InspectionRefusal)) throw error;
      this.#reader = null;
      this.#warnings.add('not-inspected');
    }
  }

  #look({ Type = '', Target = '', TargetMode = '' }: Readonly<Record<string, string>>): void {
    const type = Type.slice(Type.lastIndexOf('/') + 1).toLowerCase();
    if (TargetMode.toLowerCase() === 'external') this.#lookOutside(type, Target.trim());
    else if (objectTypes.includes(type)) this.#warnings.add('embedded-object');
    else if (type === 'afchunk') this.#warnings.add('embedded-file');
    else if (type === 'package' && this.#isOfChart) this.chartTables.push(this.#resolved(Target));
    else if (type === 'package') this.#warnings.add('embedded-object');
  }

  #lookOutside(type: string, target: string): void {
    const isPlain = type === 'hyperlink' && plainLink.test(target);
    const isLocal = (type === 'hyperlink' || type === 'attachedtemplate') && localDrive.test(target);
    if (isPlain || isLocal) return;
    this.#warnings.add(type === 'attachedtemplate' ? 'remote-template' : 'external-link');
  }

  #resolved(target: string): string {
    const path: string[] = [];
    for (const step of (target.startsWith('/') ? target : this.#folder + target).toLowerCase().split('/')) {
      if (step === '..') path.pop();
      else if (step !== '.' && step !== '') path.push(step);
    }
    return path.join('/');
  }
}
