import { signal } from '@preact/signals';
import { type BookPlace, type FileFacts, type UploadStep, uploadFile } from '../upload.ts';

/** A file on its way into a book. */
export interface Upload {
  readonly id: string;
  readonly place: BookPlace;
  readonly component: string;
  readonly file: File;
  readonly facts: FileFacts;
  readonly step: UploadStep;
  /** Ends it; what has been sent is not cited by anything. */
  readonly cancel: () => void;
}

/** The files on their way, and those that did not get there; they go on while another screen is open. */
export const uploads = signal<readonly Upload[]>([]);

/** Counts the files that have got there, so that screens read the book's list again. */
export const arrivals = signal(0);

/** Whether a file is on its way for a book, or for one component of it: a claim that is sent now would not cite it. */
export function isUploading({ cycle, district }: BookPlace, component?: string): boolean {
  return uploads.value.some(
    ({ place, step, ...upload }) =>
      place.cycle === cycle &&
      place.district === district &&
      (component === undefined || upload.component === component) &&
      step.at !== 'refused' &&
      step.at !== 'failed',
  );
}

/** Sends a file for a component; `whenStored` is told its id. */
export function begin(
  file: File,
  place: BookPlace,
  component: string,
  kind: string,
  whenStored: (id: string) => void,
): void {
  const id = crypto.randomUUID();
  const control = new AbortController();
  const facts = { kind, components: [component] };
  const cancel = () => {
    control.abort();
    dismiss(id);
  };
  uploads.value = [...uploads.value, { id, place, component, file, facts, step: { at: 'hashing' }, cancel }];
  const tellStep = (step: UploadStep) => {
    if (step.at === 'stored') {
      dismiss(id);
      arrivals.value++;
      whenStored(step.id);
    } else uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, step } : upload));
  };
  void uploadFile({ file, place, tellStep, signal: control.signal }, facts);
}

/** Sends a file again that did not get there. */
export function again(upload: Upload, whenStored: (id: string) => void): void {
  dismiss(upload.id);
  begin(upload.file, upload.place, upload.component, upload.facts.kind, whenStored);
}

function dismiss(id: string): void {
  uploads.value = uploads.value.filter((upload) => upload.id !== id);
}
