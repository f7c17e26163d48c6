import { sizeText } from '../file-types.ts';
import { texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import type { UploadStep } from '../upload.ts';
import { again, type Upload } from './book-uploads.ts';

interface UploadLineProps {
  readonly upload: Upload;
  readonly cite: (id: string) => void;
}

/** One file on its way: how far it is, what stands in its way, and how it is ended or begun again. */
export function UploadLine({ upload, cite }: UploadLineProps) {
  const words = texts.value.book.files;
  const { step, file, cancel } = upload;
  const isOver = step.at === 'refused' || step.at === 'failed';
  // The same file would fail for the same reason.
  const isHopeless = step.at === 'failed' && (step.why === 'wrong-type' || step.why === 'too-large');
  return (
    <div class={isOver ? 'upload over' : 'upload'}>
      <bdi class="file-name">{file.name}</bdi> <small>{sizeText(file.size)}</small>
      {!isOver && (
        <progress
          max={1}
          value={step.at === 'sending' ? step.share : step.at === 'checking' ? 1 : undefined}
          aria-label={words.progress(file.name)}
        />
      )}
      <span role="status">{stepText(step)}</span>
      {step.at === 'failed' && typeof step.why !== 'string' && <Fault fault={step.why} />}
      {isOver && !isHopeless && (
        <button type="button" class="small" onClick={() => again(upload, cite)}>
          {words.again}
        </button>
      )}
      <button type="button" class="small" onClick={cancel}>
        {isOver ? words.dismiss : words.cancel}
      </button>
    </div>
  );
}

function stepText(step: UploadStep): string {
  const { steps, reasons, failures } = texts.value.book.files;
  if (step.at === 'sending') return steps.sending(Math.floor(step.share * 100));
  if (step.at === 'stored') return '';
  if (step.at === 'refused') return step.reason ? `${steps.refused}：${reasons[step.reason]}` : steps.refused;
  if (step.at === 'failed') return typeof step.why === 'string' ? failures[step.why] : steps.failed;
  return steps[step.at];
}
